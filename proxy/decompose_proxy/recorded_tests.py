"""Run recorded exchanges as tests: a file a collector, an exchange an item, a failure its paths."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import pytest

from decompose_core import project_file
from decompose_core.exchange import Exchange
from decompose_core.problem import Failure, Refused
from decompose_proxy import exchange_file
from decompose_proxy.asking import Side
from decompose_proxy.login import logged_in
from decompose_proxy.replay import Replay, Replayed, explained

_REPLAY = pytest.StashKey[Replay]()
_OPEN = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Open both sides, and have the recordings collected."""
    config.stash[_OPEN] = opened = ExitStack()
    try:
        config.stash[_REPLAY] = _replay(config, opened)
    except Failure as failure:
        opened.close()
        raise pytest.UsageError(str(failure)) from None
    named = config.args_source is pytest.Config.ArgsSource.ARGS
    others = config.args if named else []  # without a path the recordings are all there is to run
    config.args = list(dict.fromkeys([*others, *_files(config)]))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close both sides."""
    config.stash[_OPEN].close()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a recording that was named; others are left alone."""
    start = parent.config.invocation_params.dir
    named = {(start / each).resolve() for each in _files(parent.config)}
    if file_path.resolve() not in named:
        return None
    # pytest leaves the parameters of from_parent without types
    collector: Recording = Recording.from_parent(parent, path=file_path)  # pyright: ignore[reportUnknownMemberType]
    return collector


class Recording(pytest.File):
    """A file of recorded exchanges."""

    def collect(self) -> Iterator[pytest.Item]:
        """Make an item of each exchange; a file that is none ends the collection."""
        try:
            for each in exchange_file.read(self.path):
                item: RecordedExchange = RecordedExchange.from_parent(  # pyright: ignore[reportUnknownMemberType]
                    self,
                    name=f"{each.request.method} {each.request.target} ({each.id})",
                    exchange=each,
                )
                yield item
        except Refused as refused:
            raise self.CollectError(str(refused)) from None


class UnlikeAnswers(Exception):
    """The answers of the two sides differ."""

    def __init__(self, replayed: Replayed) -> None:
        super().__init__(explained(replayed))


class RecordedExchange(pytest.Item):
    """One exchange, asked of both sides anew."""

    def __init__(self, *, name: str, parent: pytest.Collector, exchange: Exchange) -> None:
        super().__init__(name, parent)  # pyright: ignore[reportUnknownMemberType]
        self._exchange = exchange

    def runtest(self) -> None:
        """Compare the answers."""
        replayed = self.config.stash[_REPLAY].one(self._exchange)
        if replayed.verdict is None:
            pytest.skip(replayed.skipped)
        if not replayed.alike:
            raise UnlikeAnswers(replayed)

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        """Show what differs, and no traceback of ours."""
        if isinstance(excinfo.value, UnlikeAnswers):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the exchange where pytest names a test."""
        return self.path, 0, self.name


def _replay(config: pytest.Config, opened: ExitStack) -> Replay:
    control, candidate = _text(config, "control"), _text(config, "candidate")
    if not control or not candidate:
        raise pytest.UsageError(
            "--decompose-exchanges needs --decompose-control URL and --decompose-candidate URL"
        )
    path = project_file.find(config.rootpath)
    project = project_file.read(path) if path else None
    monolith = opened.enter_context(Side(control))
    service = opened.enter_context(Side(candidate))
    accounts = cast("list[str]", config.getoption("decompose_login"))
    sessions = logged_in(monolith, accounts, path=_text(config, "login_path"), project=project)
    writes = bool(config.getoption("decompose_writes"))
    return Replay(monolith, service, sessions, project, writes)


def _files(config: pytest.Config) -> list[str]:
    return cast("list[str]", config.getoption("decompose_exchanges"))


def _text(config: pytest.Config, name: str) -> str:
    return cast("str | None", config.getoption(f"decompose_{name}")) or ""
