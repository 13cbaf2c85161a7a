from __future__ import annotations

import ast
import importlib
import pkgutil
from dataclasses import dataclass

import pytest

from tests.house.places import ROOT


@dataclass(frozen=True)
class Kind:
    """A kind of unit: its package, the constant each offers, where its tests and pages lie."""

    package: str
    constant: str
    tests: str
    pages: str

    def names(self) -> list[str]:
        """Name the units there are; a module with an underscore is a shared part."""
        path = importlib.import_module(self.package).__path__
        return sorted(each.name for each in pkgutil.iter_modules(path) if each.name[0] != "_")


KINDS = (
    Kind("decompose_analyzer.couplings", "detector", "tests/analyzer/couplings", "docs/couplings"),
    Kind(
        "decompose_extractor.transforms",
        "transform",
        "tests/extractor/transforms",
        "docs/transforms",
    ),
    Kind("decompose_proxy.compare", "rule", "tests/proxy/compare", "docs/compare"),
)
UNITS = [
    pytest.param(kind, name, id=f"{kind.constant} {name}")
    for kind in KINDS
    for name in kind.names()
]


@pytest.mark.parametrize(("kind", "name"), UNITS)
def test_a_unit_has_a_test_file(kind: Kind, name: str) -> None:
    assert (ROOT / kind.tests / f"test_{name}.py").is_file()


@pytest.mark.parametrize(("kind", "name"), UNITS)
def test_a_unit_has_a_page(kind: Kind, name: str) -> None:
    page = ROOT / kind.pages / f"{name}.md"
    assert page.is_file(), "run scripts/regen"
    assert len(page.read_text(encoding="utf-8").splitlines()) > 3


@pytest.mark.parametrize(("kind", "name"), UNITS)
def test_a_unit_says_what_it_does_and_ends_with_its_constant(kind: Kind, name: str) -> None:
    module = importlib.import_module(f"{kind.package}.{name}")
    assert (module.__doc__ or "").strip().split("\n\n")[0].endswith((".", ":"))
    assert module.__file__
    with open(module.__file__, encoding="utf-8") as file:
        last = ast.parse(file.read()).body[-1]
    assert isinstance(last, ast.Assign | ast.AnnAssign)
    target = last.targets[0] if isinstance(last, ast.Assign) else last.target
    assert ast.unparse(target) == kind.constant


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.constant)
def test_no_page_and_no_test_outlives_its_unit(kind: Kind) -> None:
    pages = {path.stem for path in (ROOT / kind.pages).glob("*.md")} - {"README"}
    assert pages <= set(kind.names())
