"""A Django test runner that writes down which SQL the tests send, and which code sent it.

It runs inside the project's own process, in a copy: settings name it as TEST_RUNNER. What fixtures
of the test database do (migrations) comes before it listens.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models import Manager, Model, QuerySet
from django.test.runner import DiscoverRunner

OUTPUT = "DECOMPOSE_SQL_OUTPUT"
_LIST = re.compile(r"(?:%s|\(%s(?:, %s)*\))(?:, (?:%s|\(%s(?:, %s)*\)))+")
# Methods of these act for whoever calls them, unless the class itself writes the method.
_CARRIERS = (Manager, Model, QuerySet)


class RecordingRunner(DiscoverRunner):
    """Listens while the tests run, then writes one JSON document."""

    def run_suite(self, suite: Any, **options: Any) -> Any:
        """Run the tests with a wrapper around every statement."""
        root = f"{Path.cwd().resolve()}/"
        seen: set[tuple[str, tuple[str, ...]]] = set()

        def listen(
            execute: Callable[..., Any], sql: str, params: object, many: bool, context: Any
        ) -> Any:
            seen.add((_shortened(str(sql)), tuple(dict.fromkeys(_first_party(root)))))
            return execute(sql, params, many, context)

        for connection in connections.all():
            connection.execute_wrappers.append(listen)
        result = super().run_suite(suite, **options)
        queries = [{"sql": sql, "stack": stack} for sql, stack in sorted(seen)]
        document = {"tables": _tables(), "queries": queries, "tests": result.testsRun}
        Path(os.environ[OUTPUT]).write_text(json.dumps(document), encoding="utf-8")
        return result


def _shortened(sql: str) -> str:
    """Write a list of any length as one: it is the same query."""
    return _LIST.sub("%s", sql)


def _first_party(root: str) -> Iterator[str]:
    """Yield `path:line` or `path:Class` of the project's code on the stack, the innermost first."""
    frame: FrameType | None = sys._getframe(2)
    inner: FrameType | None = None
    while frame is not None:
        place = _place(frame, inner, root)
        if place is not None:
            yield place
        frame, inner = frame.f_back, frame


def _place(frame: FrameType, inner: FrameType | None, root: str) -> str | None:
    """Name the project's code that a frame runs; where the URL chose a view, that view."""
    owner = frame.f_locals.get("self")
    name = frame.f_code.co_filename
    if name.startswith(root):
        inherited = issubclass(type(owner), _CARRIERS) and _file(type(owner)) != name
        acts_for_others = inherited or _hands_on(owner, inner)
        return None if acts_for_others else f"{name[len(root) :]}:{frame.f_lineno}"
    if frame.f_code.co_name == "_get_response" and "callback" in frame.f_locals:
        return _class_place(_view(frame.f_locals["callback"]), root)
    return None


def _hands_on(owner: object, inner: FrameType | None) -> bool:
    """Say whether this is a middleware that waits for the view."""
    waits = inner is not None and inner.f_code.co_name == "inner"
    # Looked up without running code of the object: it may be lazy and send SQL itself.
    return waits and inspect.getattr_static(owner, "get_response", None) is not None


def _view(callback: Any) -> Any:
    """Find the class behind a view; the admin's views know their ModelAdmin."""
    admin = getattr(callback, "model_admin", None)
    if admin is not None:
        return type(admin)
    return getattr(callback, "view_class", None) or getattr(callback, "cls", None) or callback


def _class_place(thing: Any, root: str) -> str | None:
    name = _file(thing)
    return f"{name[len(root) :]}:{thing.__qualname__}" if name.startswith(root) else None


def _file(thing: Any) -> str:
    module = sys.modules.get(getattr(thing, "__module__", None) or "")
    return str(getattr(module, "__file__", None) or "")


def _tables() -> dict[str, str]:
    """Map every table to its model's label; a relation's own table to the model that has it."""
    found: dict[str, str] = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:
            owner = model._meta.auto_created or model
            found[model._meta.db_table.lower()] = owner._meta.label
    return found
