from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from decompose_core.discovery import discover


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    folder = tmp_path / "units_for_test"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "b.py").write_text("unit = 'second'")
    (folder / "a.py").write_text("unit = 'first'")
    (folder / "_shared.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    yield importlib.import_module("units_for_test")
    for name in [each for each in sys.modules if each.startswith("units_for_test")]:
        del sys.modules[name]


def test_units_come_in_name_order_without_shared_parts(package: ModuleType) -> None:
    """The order does not depend on the file system."""
    assert list(discover(package, "unit", str).items()) == [("a", "first"), ("b", "second")]


def test_a_module_that_offers_no_unit_is_an_error(package: ModuleType) -> None:
    """A file that was forgotten half done is not passed over."""
    Path(str(package.__file__)).with_name("c.py").write_text("other = 1")
    with pytest.raises(TypeError, match=r"units_for_test\.c offers no str named 'unit'"):
        discover(package, "unit", str)
