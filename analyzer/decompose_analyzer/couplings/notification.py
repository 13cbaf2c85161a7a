"""Finds mails and messages that go out through another app, and the rows that hold their words.

https://docs.djangoproject.com/en/5.2/topics/email/
"""

from __future__ import annotations

import ast
import re
from collections import deque
from collections.abc import Iterator, Mapping

from decompose_analyzer.call_graph import Caller
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_source.modules import Module

MAIL = frozenset(
    {"send_mail", "send_mass_mail", "mail_admins", "mail_managers"}
    | {"EmailMessage", "EmailMultiAlternatives"}
)
# Packages that carry a message out of the process.
SENDERS = (
    "anymail.",
    "post_office.mail.",
    "templated_email.",
    "sendgrid.",
    "twilio.",
    "pywebpush.",
    "firebase_admin.messaging",
    "onesignal.",
    "mailchimp_transactional.",
    "postmarker.",
)
METHODS = frozenset({"email_user"})
WORDS = re.compile(
    r"(?:Mail|Email|Message|Notification|Sms)\w*Template|Template\w*(?:Mail|Email|Message)"
)
CODES = ("code", "slug", "key", "name", "identifier", "template")
MOST_FUNCTIONS = 40


def find(scan: Scan) -> Iterator[Found]:
    """Look at each place that sends, who of other apps gets there, and at rows of words."""
    for module, dotted, calls in scan.calls_by_target():
        if _is_sender(dotted):
            for call in calls:
                yield from _sent(scan, module, call, f"{dotted.rpartition('.')[2]}()")
    for module, call in scan.calls_named(METHODS):
        if isinstance(call.func, ast.Attribute):
            yield from _sent(scan, module, call, f"{call.func.attr}()")
    yield from _words(scan)


def _is_sender(dotted: str) -> bool:
    owner, _, name = dotted.rpartition(".")
    return (owner.startswith("django.core.mail") and name in MAIL) or dotted.startswith(SENDERS)


def _sent(scan: Scan, module: Module, call: ast.Call, by: str) -> Iterator[Found]:
    here = scan.end(module, call)
    scope = module.index.scope_of(call)
    function = f"{module.name}.{scope.qualname}" if scope else ""
    askers = sorted(
        _askers(scan, function, here.app),
        key=lambda each: (each[0].module.path, each[0].call.lineno, each[0].call.col_offset),
    )
    names = sorted({scan.owner(each.module) for each, _ in askers})
    asked = f", for {', '.join(names)} too" if names else ""
    yield Found(
        here,
        End(scan.package, "settings.EMAIL_BACKEND"),
        Effect.CALL,
        module.at(call),
        f"{by} sends by the backend of the whole project{asked}",
    )
    for each, path in askers:
        source = scan.end(each.module, each.call)
        way = " > ".join(path)
        yield Found(
            source,
            here,
            Effect.CALL,
            each.module.at(each.call),
            f"what it sends goes out through {here.app}: {way} ({module.at(call)})",
        )


def _askers(scan: Scan, function: str, app: str) -> Iterator[tuple[Caller, tuple[str, ...]]]:
    """Yield the calls from other apps that lead to a function within its app, with the way."""
    pending: deque[tuple[str, ...]] = deque([(function,)] if function else [])
    seen = {function}
    while pending and len(seen) < MOST_FUNCTIONS:
        path = pending.popleft()
        for each in scan.graph.callers(path[0]):
            if scan.owner(each.module) != app:
                yield each, path
            elif each.name not in seen:
                seen.add(each.name)
                pending.append((each.name, *path))


def _words(scan: Scan) -> Iterator[Found]:
    """Find rows of templates in fixtures whose code another app's code names."""
    rows = [each for each in scan.fixtures[0] if WORDS.search(_model_name(scan, each.model))]
    if not rows:
        return
    named = _named_by(scan)
    for row in rows:
        label = str(scan.models.label(row.model))
        for code in [str(row.fields[each]) for each in CODES if each in row.fields]:
            for app, end in sorted(named.get(code, {}).items()):
                if app != app_of(label):
                    detail = f"{label} {code!r} holds the words of what {end.symbol} sends"
                    yield Found(model_end(label), end, Effect.READ, row.at(code), detail)


def _model_name(scan: Scan, label: str) -> str:
    return (scan.models.label(label) or "").partition(".")[2]


def _named_by(scan: Scan) -> Mapping[str, Mapping[str, End]]:
    """Map each text that is passed to a call to the apps that pass it, with one place each."""
    named: dict[str, dict[str, End]] = {}
    for module in scan.code:
        app = scan.owner(module)
        for node in module.index.strings:
            if isinstance(module.index.parent_of(node), ast.Call | ast.keyword):
                apps = named.setdefault(str(node.value), {})
                if app not in apps:
                    apps[app] = scan.end(module, node)
    return named


detector = Detector(
    find,
    "mails and messages that go out through another app, and their words",
    example="`send_email.delay(...)` of notifications in orders, which calls `send_mail()`",
    settled="an event that notifications receives; the service gets the mail settings that it uses",
    rows=(50,),
    severity=CouplingSeverity.SOFT,
    docs="https://docs.djangoproject.com/en/5.2/topics/email/",
    weight=0.25,
)
