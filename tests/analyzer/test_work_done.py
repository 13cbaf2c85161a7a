"""How much work an analysis does, in counts that do not depend on the machine."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from decompose_analyzer.analyze import analyze
from decompose_source import modules, parsing
from decompose_source.index import NodeIndex, make_index
from tests.analyzer import small


def test_each_file_is_parsed_and_walked_at_most_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: Counter[str] = Counter()
    walked: Counter[int] = Counter()
    plain_parse = parsing.parse

    def count_parse(source: str, path: str) -> parsing.Parsed:
        parsed[path] += 1
        return plain_parse(source, path)

    def count_walk(tree: ast.Module | None) -> NodeIndex:
        walked[id(tree)] += 1
        return make_index(tree)

    monkeypatch.setattr(modules, "parse", count_parse)
    monkeypatch.setattr(modules, "make_index", count_walk)
    root = small.write(tmp_path / "shop")
    analyze(root)
    own = {path.relative_to(root).as_posix() for path in root.rglob("*.py")}
    assert own <= set(parsed)
    assert {parsed[path] for path in own} == {1}
    assert set(walked.values()) == {1}


def test_no_detector_walks_whole_trees() -> None:
    """A walk below one expression is fine; one from a module's top is what the index is for."""
    for path in sorted((Path(__file__).parents[2] / "analyzer").rglob("couplings/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "ast.walk":
                assert ".tree" not in ast.unparse(node), path.name
