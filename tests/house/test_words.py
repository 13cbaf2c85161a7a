from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib

import pytest

import decompose_core
from tests.house.places import ROOT


def public_types() -> list[str]:
    """Name every public class that a module of the core defines."""
    names: set[str] = set()
    for each in pkgutil.iter_modules(decompose_core.__path__):
        module = importlib.import_module(f"decompose_core.{each.name}")
        names |= {
            name
            for name, found in vars(module).items()
            if isinstance(found, type) and found.__module__ == module.__name__ and name[0] != "_"
        }
    return sorted(names)


@pytest.mark.parametrize("name", public_types())
def test_the_glossary_has_every_core_type(name: str) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| `{name}` \|", glossary, re.MULTILINE)


def test_the_glossary_has_no_type_that_is_gone() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", glossary, re.MULTILINE)) <= set(public_types())


def test_the_version_is_that_of_the_newest_entry_of_the_changelog() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    assert newest
    assert newest[1] == version
