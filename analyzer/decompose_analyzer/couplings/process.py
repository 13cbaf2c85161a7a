"""Finds what ties apps to one process: entry points, plugins, request ids, error reporting.

https://docs.djangoproject.com/en/5.2/howto/deployment/
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_source.index import called_name
from decompose_source.modules import Module

CARRIED = ("request", "correlation", "trace")
SERVERS = frozenset({"get_wsgi_application", "get_asgi_application"})
SERVER = End("process", "application server")
TRACE = re.compile(
    r"^(?:HTTP_)?(?:X[-_])?(?:(?:Amzn[-_])?Request|Correlation|Trace|B3|Cloud[-_]Trace|Amzn[-_]Trace)"
    r"[-_](?:ID|TraceID|Context)$|^(?:HTTP_)?traceparent$",
    re.IGNORECASE,
)
PLUGINS = frozenset({"entry_points", "iter_entry_points"})
REPORTERS = ("sentry_sdk.", "rollbar.", "bugsnag.", "newrelic.agent.", "ddtrace.", "elasticapm.")
# Where a reporter's own set-up ends and what apps tell it begins.
TOLD = frozenset(
    {"set_tag", "set_user", "set_context", "set_extra", "capture_exception", "capture_message"}
    | {"add_breadcrumb", "push_scope", "configure_scope", "new_scope", "isolation_scope"}
    | {"start_span", "start_transaction", "report_exc_info", "notice_error", "notify"}
    | {"record_custom_event", "add_custom_attribute"}
)


def find(scan: Scan) -> Iterator[Found]:
    """Look at calls and headers of all production code."""
    for module in scan.code:
        for call in module.index.calls_named(SERVERS | PLUGINS | TOLD):
            yield from _call(scan, module, call)
        for node in module.index.strings if module.mentions(CARRIED) else ():
            if len(str(node.value)) < 40 and TRACE.match(str(node.value)):
                yield from _header(scan, module, node)


def _call(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found]:
    name = called_name(call)
    dotted = scan.names.resolve(module, call.func, call) or ""
    if name in SERVERS and dotted.startswith("django.core."):
        yield _found(scan, module, call, SERVER, f"{name}() serves all apps in one process")
    elif name in PLUGINS and dotted.startswith(("importlib.metadata.", "pkg_resources.")):
        groups = [*call.args, *(each.value for each in call.keywords)]
        group = next(filter(None, (scan.text(module, each) for each in groups)), "a group")
        target = End("process", f"entry points {group}")
        detail = f"loads what installed packages register in {group}"
        yield _found(scan, module, call, target, detail)
    elif name in TOLD and dotted.startswith(REPORTERS):
        target = End("process", dotted.partition(".")[0])
        detail = f"tells {dotted.partition('.')[0]} by {name}(), which one process sets up for all"
        yield _found(scan, module, call, target, detail)


def _header(scan: Scan, module: Module, node: ast.Constant) -> Iterator[Found]:
    """Find an id that a request carries from process to process, read or set."""
    parent = module.index.parent_of(node)
    if isinstance(parent, ast.Call) and called_name(parent) in ("get", "setdefault"):
        around: ast.AST = parent.func
        around = around.value if isinstance(around, ast.Attribute) else around
        verb = "takes"
    elif isinstance(parent, ast.Subscript):
        around, verb = parent.value, "takes" if isinstance(parent.ctx, ast.Load) else "sets"
    else:
        return
    name = getattr(around, "attr", getattr(around, "id", "")).lower()
    if name in ("headers", "meta") or (verb == "sets" and name.endswith(("response", "headers"))):
        detail = (
            f"{verb} the request's id by the header {node.value!s}: every process must hand it on"
        )
        yield _found(scan, module, node, End("process", "request id"), detail)


def _found(scan: Scan, module: Module, node: ast.AST, target: End, detail: str) -> Found:
    return Found(scan.end(module, node), target, Effect.CALL, module.at(node), detail)


detector = Detector(
    find,
    "entry points, request ids and error reports of the one process",
    example='`request.headers.get("X-Request-ID")` in core',
    settled="the service has an entry point of its own; the proxy hands the trace headers on",
    rows=(49,),
    severity=CouplingSeverity.SOFT,
    docs="https://docs.djangoproject.com/en/5.2/howto/deployment/",
    weight=0.1,
    by_module=True,
)
