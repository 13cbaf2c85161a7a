"""Random bytes, random programs and CPython's own test files never bring the reading down.

`DECOMPOSE_FUZZ_EXAMPLES=2000` tries that many new ones of each.
"""

from __future__ import annotations

import ast
import os
import random
import sysconfig
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decompose_core import codec
from decompose_source.files import decode
from decompose_source.modules import Module
from decompose_source.project import read_project
from tests.source.comparison import document_of
from tests.source.shop_on_disk import MODELS, SETTINGS, project

FUZZED = ("orders/models.py", "shop/urls.py", "shop/settings.py")
# The same examples each time, so that a run says something about a change; with a number given,
# that many new ones.
EXAMPLES = os.environ.get("DECOMPOSE_FUZZ_EXAMPLES")
quick = settings(
    max_examples=int(EXAMPLES or 40),
    derandomize=EXAMPLES is None,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("path", FUZZED)
@quick
@given(content=st.binary(max_size=300))
def test_random_bytes_end_in_problems(tmp_path: Path, path: str, content: bytes) -> None:
    codec.dumps(document_of(read_project(project(tmp_path, {path: content}))))


@pytest.mark.parametrize("path", FUZZED)
@quick
@given(data=st.data())
def test_valid_files_with_a_piece_cut_out_or_put_in_end(
    tmp_path: Path, path: str, data: st.DataObject
) -> None:
    text = {"orders/models.py": MODELS, "shop/settings.py": SETTINGS}.get(
        path, 'from django.urls import path\nurlpatterns = [path("a/", view, name="a")]\n'
    )
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 20, len(text))))
    piece = data.draw(st.text(alphabet="()[]{}:='\"\\\n\t *.,abc\f\r\0é", max_size=6))
    codec.dumps(
        document_of(read_project(project(tmp_path, {path: text[:start] + piece + text[end:]})))
    )


NAMES = st.sampled_from(
    [
        "INSTALLED_APPS",
        "urlpatterns",
        "path",
        "include",
        "models",
        "Model",
        "x",
        "settings",
        "DEBUG",
        "range",
        "print",
        "super",
    ]
)
CONSTANTS = st.one_of(
    st.integers(-3, 9),
    st.text(max_size=3),
    st.sampled_from([None, True, "orders", "shop.urls", 1.5]),
)


def _more(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Put expressions into greater expressions."""
    several = st.lists(inner, max_size=3).map(", ".join)
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "*", "%", "|", "==", "in", "and", "//"]), inner).map(
            lambda each: f"({each[0]}) {each[1]} ({each[2]})"
        ),
        st.tuples(inner, several).map(lambda each: f"({each[0]})({each[1]})"),
        st.tuples(inner, NAMES).map(lambda each: f"({each[0]}).{each[1]}"),
        st.tuples(inner, inner).map(lambda each: f"({each[0]})[{each[1]}]"),
        several.map(lambda each: f"[{each}]"),
        several.map(lambda each: f"[*{{{each}}}]" if each else "()"),
        st.tuples(inner, inner).map(lambda each: f"{{({each[0]}): ({each[1]})}}"),
        st.tuples(inner, NAMES, inner).map(lambda each: f"[{each[0]} for {each[1]} in {each[2]}]"),
        inner.map(lambda each: f"(lambda x: {each})"),
        st.tuples(inner, inner, inner).map(lambda each: f"({each[0]} if {each[1]} else {each[2]})"),
        inner.map(lambda each: f"-({each})"),
    )


EXPRESSIONS = st.recursive(st.one_of(NAMES, CONSTANTS.map(repr)), _more, max_leaves=8)


def _statement(names: str, first: str, second: str) -> st.SearchStrategy[str]:
    return st.sampled_from(
        [
            f"{names} = {first}",
            f"{names} += {first}",
            f"{names}: list = {first}",
            f"{names}, *x = {first}",
            f"{names} = x = {first}",
            f"for {names} in {first}:\n    x = {second}",
            f"while {first}:\n    x = {second}\n    break",
            f"if {first}:\n    {names} = {second}\nelse:\n    del {names}",
            f"try:\n    {names} = {first}\nexcept OSError:\n    raise\nfinally:\n    {second}",
            f"with {first} as {names}:\n    {second}",
            f"def {names}(x={first}, *y, **z):\n    return {second}",
            f"class {names}({first}):\n    x = {second}",
            f"@{names}\ndef x(): yield {first}",
            f"from shop.{names} import *",
            f"import {names}.x as y",
            f"match {first}:\n    case [x, *_]:\n        {second}\n    case _:\n        pass",
            f"global {names}",
            f"assert {first}, {second}",
        ]
    )


STATEMENTS = st.tuples(NAMES, EXPRESSIONS, EXPRESSIONS).flatmap(lambda each: _statement(*each))


@pytest.mark.parametrize("path", FUZZED)
@quick
@given(statements=st.lists(STATEMENTS, min_size=1, max_size=5))
def test_random_programs_end(tmp_path: Path, path: str, statements: list[str]) -> None:
    text = "\n".join([*statements, ""])
    try:
        ast.parse(text)
    except SyntaxError:
        return
    codec.dumps(document_of(read_project(project(tmp_path, {path: text}))))


LIBRARY = Path(sysconfig.get_path("stdlib")) / "test"


@pytest.mark.skipif(not LIBRARY.is_dir(), reason="this Python has no test files of its own")
def test_files_of_cpythons_own_tests_are_indexed_or_are_problems() -> None:
    files = sorted(LIBRARY.rglob("*.py"))
    odd = [each for each in files if "bad" in each.name or "encoded" in str(each)]
    for file in sorted({*odd, *random.Random(1).sample(files, min(60, len(files)))}):
        name = file.relative_to(LIBRARY).as_posix()
        text, problems = decode(file.read_bytes(), name)
        module = Module(name.removesuffix(".py").replace("/", "."), name, False, text)
        assert module.index is not None
        assert module.imports is not None
        for each in (*problems, *module.problems):
            assert each.location is not None
            assert each.location.path == name
            assert each.message
        assert module.tree is not None or module.problems
