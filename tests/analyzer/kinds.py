"""How well each kind of coupling is tested: its hits, its near misses, and where it is planted.

A hit is one expected report. A near miss is a row of a table without one; in a text that must stay
clean it is a statement (imports, functions and `with` heads are not counted), a tag or variable of
a template, and any other file.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from decompose_analyzer.finding import detectors
from tests.analyzer.mutations.plant import planters
from tests.analyzer.tools import files_of

PAGE = Path(__file__).parents[2] / "docs" / "kinds.md"
TAG = re.compile(r"\{[{%].*?[%}]\}")
# Statements that other statements stand in, and those that only make names known.
FRAME = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef | ast.With | ast.If | ast.For


@dataclass(frozen=True, slots=True)
class Tally:
    """What a kind's table holds."""

    hits: int = 0
    near_misses: int = 0
    notes: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.hits + other.hits,
            self.near_misses + other.near_misses,
            self.notes + other.notes,
        )


def tallies() -> Mapping[str, Tally]:
    """Count the table of every kind."""
    return {kind: _tally(kind) for kind in detectors()}


def page(found: Mapping[str, Tally]) -> str:
    """Write the table of the kinds."""
    planted = planters()
    whole = Tally()
    for each in found.values():
        whole += each
    lines = [
        "# Kinds of couplings, and how each is tested",
        "",
        "Written by `python -m tests.analyzer.regen`. Hits and near misses are those of",
        "`tests/analyzer/couplings/`. Planted: `tests/analyzer/test_mutations.py` writes one",
        "coupling of the kind between these two apps into a copy of the sample; it is reported at",
        "its line, and gone when it is removed.",
        "",
        "| kind | catalogue rows | hits | near misses | places noted | planted and found |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for kind, tally in found.items():
        rows = ", ".join(map(str, detectors()[kind].rows))
        planter = planted.get(kind)
        ends = " → ".join(filter(None, (planter.source, planter.target))) if planter else "no"
        figures = f"{tally.hits} | {tally.near_misses} | {tally.notes}"
        lines.append(f"| [{kind}](couplings/{kind}.md) | {rows} | {figures} | {ends} |")
    figures = f"{whole.hits} | {whole.near_misses} | {whole.notes}"
    lines.append(f"| {len(found)} kinds | | {figures} | {len(planted)} |")
    return "\n".join(lines) + "\n"


def _tally(kind: str) -> Tally:
    module = importlib.import_module(f"tests.analyzer.couplings.test_{kind}")
    rows = cast("Mapping[str, tuple[str, ...]]", getattr(module, "ROWS", {}))
    tally = Tally()
    for _, *expected in rows.values():
        notes = sum(1 for each in expected if each.split(" ")[1] == "note")
        tally += Tally(len(expected) - notes, int(not expected), notes)
    return tally + _checked(module)


def _checked(module: ModuleType) -> Tally:
    """Run the tests without parameters, with checks that count instead."""
    tally = Tally()

    def found(_: str, text: str, *expected: str) -> None:
        nonlocal tally
        tally = replace(tally, hits=tally.hits + len(expected))

    def noted(_: str, text: str, *expected: str) -> None:
        nonlocal tally
        tally = replace(tally, notes=tally.notes + len(expected))

    def clean(_: str, text: str) -> None:
        nonlocal tally
        tally = replace(tally, near_misses=tally.near_misses + _places(text))

    with pytest.MonkeyPatch.context() as patch:
        for name, count in {"found": found, "noted": noted, "clean": clean}.items():
            patch.setattr(module, f"check_{name}", count, raising=False)
        for name, test in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("test_") and not inspect.signature(test).parameters:
                cast("Callable[[], None]", test)()
    return tally


def _places(text: str) -> int:
    """Count the places of a text that could be taken for a coupling."""
    return sum(_places_in(path, content) for path, content in files_of(text).items())


def _places_in(path: str, content: str) -> int:
    if path.endswith(".py"):
        return sum(
            1
            for node in ast.walk(ast.parse(content))
            if isinstance(node, ast.stmt) and not isinstance(node, FRAME)
        )
    return len(TAG.findall(content)) if path.endswith(".html") else 1
