"""What tests know about boundaries: those whose SQL crosses one fail, and their SQL is recorded.

`pytest --boundaries` watches every query that a test sends while it runs (not what its fixtures or
`setUp` do), against the boundaries in decompose.toml. A test that may cross says why:
`@pytest.mark.crosses_boundary("reason")`. `pytest --record-sql FILE` writes down which models the
tests' SQL touches together, for `decompose analyze --sql FILE`. Nothing is imported until one of
the options is given.
"""

from __future__ import annotations

import unittest
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from decompose_analyzer.sql_record import Recorder
    from decompose_analyzer.sql_watch import Watch

OPTION = "--boundaries"
RECORD = "--record-sql"
MARK = "crosses_boundary"
FROM_WORKER = "decompose_recorded_sql"  # what a worker of pytest-xdist hands over


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    parser.addoption(
        OPTION,
        action="store_true",
        help="fail tests whose SQL crosses a boundary of decompose.toml",
    )
    parser.addoption(
        RECORD,
        metavar="FILE",
        help="write which models SQL touches together, for decompose analyze --sql FILE",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark, and refuse a recording that could not be written at the end."""
    config.addinivalue_line("markers", f"{MARK}(reason): SQL of this test may cross boundaries")
    if _asked(config, RECORD):
        path = _record_path(config)
        if path.is_dir() or not path.parent.is_dir():
            raise pytest.UsageError(f"{RECORD}: {path} can't be written: name a file in a folder")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Watch and record the queries of one test."""
    recorder = _recorder(item.config) if _asked(item.config, RECORD) else None
    watched = _asked(item.config, OPTION) and not _may_cross(item)
    watch = _watch(item.config) if watched else None
    if watch:
        watch.take()  # what a test left that failed for another reason

    @contextmanager
    def listening() -> Generator[None]:
        with (
            recorder.recording(item.nodeid) if recorder else nullcontext(),
            watch.watching() if watch else nullcontext(),
        ):
            yield

    with _around_the_test(item, listening):
        result = yield
    crossings = watch.take() if watch else []
    if crossings:
        pytest.fail("\n\n".join(crossings), pytrace=False)
    return result


@contextmanager
def _around_the_test(
    item: pytest.Item, listening: Callable[[], AbstractContextManager[None]]
) -> Generator[None]:
    """Listen to the test alone: unittest loads fixtures, sets up and cleans up in the same call."""
    case = getattr(item, "instance", None) or getattr(item, "_testcase", None)
    if not isinstance(case, unittest.TestCase):
        with listening():
            yield
        return
    call = case._callTestMethod  # type: ignore[attr-defined]

    def listened(method: Callable[[], object]) -> object:
        with listening():
            return call(method)

    case._callTestMethod = listened  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del case._callTestMethod  # type: ignore[attr-defined]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was recorded, or hand it over where this is a worker of pytest-xdist."""
    config = session.config
    if not _asked(config, RECORD):
        return
    from decompose_analyzer.recorded_sql import merged  # noqa: PLC0415 only where asked for
    from decompose_core import codec  # noqa: PLC0415 only where asked for
    from decompose_core.files import write_atomic  # noqa: PLC0415 only where asked for

    recorder = config.stash.get(_RECORDER, None)
    own = [recorder.recorded()] if recorder else []
    handover: dict[str, Any] | None = getattr(config, "workeroutput", None)
    text = codec.dumps(merged([*own, *config.stash.get(_FROM_WORKERS, [])]))
    if handover is not None:
        handover[FROM_WORKER] = text
    else:
        write_atomic(_record_path(config), text)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take over what a worker of pytest-xdist recorded."""
    del error
    from decompose_analyzer.recorded_sql import RecordedSql  # noqa: PLC0415 only where asked for
    from decompose_core import codec  # noqa: PLC0415 only where asked for

    text = getattr(node, "workeroutput", {}).get(FROM_WORKER)
    if text is not None:
        found = node.config.stash.setdefault(_FROM_WORKERS, [])
        found.append(codec.loads(RecordedSql, text))


def _asked(config: pytest.Config, option: str) -> bool:
    return bool(config.getoption(option, None))


def _record_path(config: pytest.Config) -> Path:
    return Path(config.invocation_params.dir, config.getoption(RECORD))


def _may_cross(item: pytest.Item) -> bool:
    mark = item.get_closest_marker(MARK)
    if mark is not None and not (mark.args or mark.kwargs.get("reason")):
        pytest.fail(f"the mark {MARK} needs a reason", pytrace=False)
    return mark is not None


def _recorder(config: pytest.Config) -> Recorder:
    if _RECORDER not in config.stash:
        from decompose_analyzer.sql_record import Recorder  # noqa: PLC0415 only where asked for

        _check_django(RECORD)
        config.stash[_RECORDER] = Recorder(config.rootpath)
    return config.stash[_RECORDER]


def _watch(config: pytest.Config) -> Watch:
    if _WATCH not in config.stash:
        from decompose_analyzer.sql_watch import Watch, sides  # noqa: PLC0415 only where asked for
        from decompose_core import project_file  # noqa: PLC0415 only where asked for

        path = project_file.find(Path(config.rootpath))
        if path is None:
            raise pytest.UsageError(f"{OPTION}: there is no decompose.toml here or above")
        _check_django(OPTION)
        config.stash[_WATCH] = Watch(sides(project_file.read(path)), config.rootpath)
    return config.stash[_WATCH]


def _check_django(option: str) -> None:
    from django.apps import (  # type: ignore[import-untyped]  # noqa: PLC0415 only where it runs
        apps,
    )

    if not apps.ready:
        raise pytest.UsageError(
            f"{option} needs a Django that is set up: with pytest-django, name the settings "
            "(DJANGO_SETTINGS_MODULE or --ds)"
        )


_RECORDER: pytest.StashKey[Recorder] = pytest.StashKey()
_WATCH: pytest.StashKey[Watch] = pytest.StashKey()
_FROM_WORKERS: pytest.StashKey[list[Any]] = pytest.StashKey()
