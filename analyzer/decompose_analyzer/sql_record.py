"""Records which models the SQL of tests touches together, and by which way in."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from decompose_analyzer.recorded_sql import RecordedSql, WayIn, largest
from decompose_analyzer.scan import is_test_name
from decompose_analyzer.sql_listen import Listener, Statement, own_tables
from decompose_analyzer.sql_watch import NOT_THEIRS, is_own

Models = frozenset[str]


class Recorder:
    """Collects sets of models by way in; `root` is where the project's code lies.

    SQL that a test sends itself is no way in, and models of installed packages are left out:
    whether Django asks for a content type depends on which test came before.
    """

    def __init__(self, root: Path) -> None:
        self._root = f"{root.resolve()}/"
        self._labels = own_labels(self._root)
        self._listener = Listener(self._labels, self._hear)
        self._tests = 0
        self._seen_in: dict[str, set[str]] = defaultdict(set)
        self._joined: dict[str, set[Models]] = defaultdict(set)
        self._written: dict[str, set[Models]] = defaultdict(set)
        self._touched: dict[str, set[Models]] = defaultdict(set)
        self._run: dict[str, set[str]] = defaultdict(set)
        self._transactions: dict[tuple[str, Hashable], set[str]] = defaultdict(set)
        self._request: str | None = None
        self._test = ""

    @contextmanager
    def recording(self, test: str) -> Iterator[None]:
        """Record while one test runs."""
        from django.core.signals import (  # type: ignore[import-untyped]  # noqa: PLC0415
            request_finished,
            request_started,
        )

        self._test = test
        self._tests += 1
        request_started.connect(self._start, weak=False)
        request_finished.connect(self._finish, weak=False)
        try:
            with self._listener.listening():
                yield
        finally:
            request_started.disconnect(self._start)
            request_finished.disconnect(self._finish)
            self._end_request()
            self._end_test()

    def recorded(self) -> RecordedSql:
        """Return what was recorded so far."""
        ways_in = tuple(
            WayIn(
                name=name,
                tests=len(self._seen_in[name]),
                joined=largest(self._joined[name]),
                written=largest(self._written[name]),
                touched=largest(self._touched[name]),
            )
            for name in sorted(self._seen_in)
        )
        return RecordedSql(self._tests, ways_in)

    def _hear(self, statement: Statement) -> None:
        name = "" if self._request is not None else self._called()
        if name is None:
            return
        models = frozenset(self._labels[each] for each in statement.tables)
        if len(models) > 1:
            self._joined[name].add(models)
        self._run[name] |= models
        if statement.written and statement.transaction is not None:
            written = self._transactions[name, statement.transaction]
            written.update(self._labels[each] for each in statement.written)

    def _called(self) -> str | None:
        """Name the project's function that the test called: the outermost one on the stack."""
        frame: FrameType | None = sys._getframe(2)
        found: FrameType | None = None
        while frame is not None:
            if is_own(frame, self._root) and not is_test_name(_module(frame)):
                found = frame
            frame = frame.f_back
        return f"{_module(found)}.{_qualname(found)}" if found is not None else None

    def _start(self, **options: Any) -> None:
        self._end_request()
        self._request = _path(options.get("environ") or options.get("scope") or {})

    def _finish(self, **_: Any) -> None:
        self._end_request()

    def _end_request(self) -> None:
        """Give what was heard in the request the name of its endpoint."""
        if self._request is None:
            return
        name = _endpoint(self._request)
        self._request = None
        if "" in self._run:
            self._keep(name, self._run.pop(""))
            self._joined[name] |= self._joined.pop("", set())
        for key in [each for each in self._transactions if not each[0]]:
            self._keep_written(name, self._transactions.pop(key))

    def _end_test(self) -> None:
        for name, models in self._run.items():
            self._keep(name, models)
        for (name, _), models in self._transactions.items():
            self._keep_written(name, models)
        self._run.clear()
        self._transactions.clear()

    def _keep(self, name: str, models: set[str]) -> None:
        self._seen_in[name].add(self._test)
        self._touched[name].add(frozenset(models))

    def _keep_written(self, name: str, models: set[str]) -> None:
        if len(models) > 1:
            self._written[name].add(frozenset(models))


def own_labels(root: str) -> Mapping[str, str]:
    """Map the tables of the project's own models to their labels."""
    return {
        table: str(model._meta.label)
        for table, model in own_tables().items()
        if _is_below(model, root)
    }


def _is_below(model: Any, root: str) -> bool:
    module = sys.modules.get(model.__module__)
    name = str(getattr(module, "__file__", None) or "")
    return name.startswith(root) and not any(each in name for each in NOT_THEIRS)


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _qualname(frame: FrameType) -> str:
    return frame.f_code.co_qualname.replace(".<locals>", "")


def _path(request: Mapping[str, Any]) -> str:
    """Read method and path of a WSGI environment or an ASGI scope."""
    method = request.get("REQUEST_METHOD") or request.get("method") or ""
    return f"{method} {request.get('PATH_INFO') or request.get('path') or '/'}"


def _endpoint(request: str) -> str:
    """Name a request by its route, as `GET api/orders/<int:pk>/`."""
    from django.urls import (  # type: ignore[import-untyped]  # noqa: PLC0415 only where it runs
        Resolver404,
        get_urlconf,
        resolve,
    )

    method, _, path = request.partition(" ")
    try:
        route = resolve(path, get_urlconf()).route
    except Resolver404:
        return f"{method} (no route)"
    return f"{method} {route or '/'}"
