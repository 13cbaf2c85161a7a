"""Fails a test whose SQL joins, or whose transaction writes, across a declared boundary.

`pytest --boundaries` watches every query that a test sends while it runs (not what its fixtures
do), against the boundaries in decompose.toml. A test that may cross says why:
`@pytest.mark.crosses_boundary("reason")`. Nothing is imported until the option is given.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from decompose_analyzer.sql_watch import Sides

OPTION = "--boundaries"
MARK = "crosses_boundary"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption(
        OPTION,
        action="store_true",
        help="fail tests whose SQL crosses a boundary of decompose.toml",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark, and find the boundaries if they are asked for."""
    config.addinivalue_line("markers", f"{MARK}(reason): SQL of this test may cross boundaries")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Watch the queries of one test."""
    if not item.config.getoption(OPTION) or _may_cross(item):
        return (yield)
    from decompose_analyzer.sql_watch import Watch  # noqa: PLC0415 only where it is asked for

    watch = Watch(_sides(item.config))
    with watch.watching():
        result = yield
    if watch.crossings:
        pytest.fail("\n\n".join(watch.crossings), pytrace=False)
    return result


def _may_cross(item: pytest.Item) -> bool:
    mark = item.get_closest_marker(MARK)
    if mark is not None and not (mark.args or mark.kwargs.get("reason")):
        pytest.fail(f"the mark {MARK} needs a reason", pytrace=False)
    return mark is not None


def _sides(config: pytest.Config) -> Sides:
    known = config.stash.get(_SIDES, None)
    if known is None:
        from decompose_analyzer.sql_watch import sides  # noqa: PLC0415 only where asked for
        from decompose_core import project_file  # noqa: PLC0415 only where asked for

        path = project_file.find(Path(config.rootpath))
        if path is None:
            raise pytest.UsageError(f"{OPTION}: there is no decompose.toml here or above")
        known = config.stash[_SIDES] = sides(project_file.read(path))
    return known


_SIDES: pytest.StashKey[Sides] = pytest.StashKey()
