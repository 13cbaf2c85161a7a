"""Files that this Python's parser refuses are read as far as they can be read."""

from __future__ import annotations

import ast

import pytest

from decompose_core.problem import Level
from decompose_source.newer_syntax import rewrite
from decompose_source.parsing import parse

NEWER = {
    "except without parentheses": ("try:\n    f()\nexcept A, B:\n    g()\n", "g"),
    "a generic class": ("class Box[T: int](Base):\n    size = g(1)\n", "Box"),
    "a generic function": ("def first[T](items: list[T]) -> T:\n    return items[0]\n", "first"),
    "a type alias": ("type Ids[T] = list[T]\nname = 1\n", "name"),
    "nested quotes": ('x = f"{names[\'a\']} {call("b")}"\n', "call"),
    "a backslash in a field": ("x = f\"{'\\n'.join(lines)}\"\n", "lines"),
    "a template string": ('x = t"{name}"\n', "name"),
}


@pytest.mark.parametrize(
    ("text", "name"), [pytest.param(*row, id=key) for key, row in NEWER.items()]
)
def test_newer_syntax_is_read_with_a_note(text: str, name: str) -> None:
    parsed = parse(text, "a.py")
    assert parsed.tree is not None
    names = {getattr(each, "id", getattr(each, "name", "")) for each in ast.walk(parsed.tree)}
    assert name in names
    assert all(each.severity is Level.NOTE for each in parsed.problems)


SAME = {
    "a string that looks like it": 'x = "except A, B:"\n',
    "a comment that looks like it": "# type X = int\nx = 1\n",
    "an f-string as it always was": "x = f\"{a['b']!r:>10} {{c}}\"\n",
    "a subscripted call": "x = items[0](1)\n",
    "a triple quoted f-string": 'x = f"""{a["b"]}\n"c" """\n',
}


@pytest.mark.parametrize("text", [pytest.param(text, id=key) for key, text in SAME.items()])
def test_what_is_not_newer_stays_as_it_is(text: str) -> None:
    assert rewrite(text) == text


def test_one_broken_statement_loses_only_itself() -> None:
    parsed = parse("class A:\n    x = = 1\n    y = 2\n\n\nclass B:\n    z = 3\n", "a.py")
    assert parsed.tree is not None
    names = [each.name for each in parsed.tree.body if isinstance(each, ast.ClassDef)]
    assert names == ["A", "B"]
    assert [each.location.line for each in parsed.problems if each.location] == [2]


def test_lines_stay_where_they_were() -> None:
    parsed = parse("def f[\n    T,\n](x: T):\n    return x\n\n\nclass A:\n    pass\n", "a.py")
    assert parsed.tree is not None
    assert parsed.tree.body[-1].lineno == 7
