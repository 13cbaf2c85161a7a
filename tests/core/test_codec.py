from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decompose_core import codec


class Colour(StrEnum):
    RED = "red"


class Size(IntEnum):
    SMALL = 0
    LARGE = 1


@dataclass(frozen=True)
class Leaf:
    class_name: str = field(metadata={"json": "class"})
    number: int = 0


@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...] = ()
    pair: tuple[str, int] = ("", 0)
    by_name: Mapping[str, Leaf] = field(default_factory=dict[str, Leaf])
    colour: Colour = Colour.RED
    size: Size = Size.SMALL
    names: frozenset[str] = frozenset()
    ratio: float | None = None
    side: Literal["left", "right"] = "left"


leaves = st.builds(Leaf, st.text(), st.integers())
trees = st.builds(
    Tree,
    leaves=st.lists(leaves).map(tuple),
    pair=st.tuples(st.text(), st.integers()),
    by_name=st.dictionaries(st.text(), leaves),
    size=st.sampled_from(Size),
    names=st.frozensets(st.text()),
    ratio=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    side=st.sampled_from(["left", "right"]),
)


@given(trees)
def test_what_is_written_is_read_back(tree: Tree) -> None:
    """Any value survives the way to JSON and back."""
    assert codec.loads(Tree, codec.dumps(tree)) == tree


@given(trees)
def test_the_same_value_gives_the_same_bytes(tree: Tree) -> None:
    """Writing what was read changes nothing."""
    text = codec.dumps(tree)
    assert codec.dumps(codec.loads(Tree, text)) == text


def test_a_field_takes_the_name_that_json_gives_it() -> None:
    """`class` is a key in JSON though it can't be a name in Python."""
    assert codec.encode(Leaf("CharField")) == {"class": "CharField", "number": 0}


def test_an_unknown_key_is_left_alone() -> None:
    """A newer writer may have added fields."""
    assert codec.decode(Leaf, {"class": "x", "later": 1}) == Leaf("x")


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param([], "not an object", id="list for object"),
        pytest.param({"leaves": {}}, "leaves: not a list", id="object for list"),
        pytest.param({"leaves": [{}]}, "leaves[0].class: is missing", id="missing key"),
        pytest.param(
            {"leaves": [{"class": 3}]}, "leaves[0].class: not of type str", id="number for text"
        ),
        pytest.param(
            {"leaves": [{"class": "", "number": True}]},
            "leaves[0].number: not of type int",
            id="truth for number",
        ),
        pytest.param({"pair": ["a"]}, "pair: not 2 items", id="short pair"),
        pytest.param({"colour": "blue"}, "colour: 'blue' is none of: red", id="unknown member"),
        pytest.param(
            {"size": "huge"}, "size: 'huge' is none of: small, large", id="unknown int member"
        ),
        pytest.param(
            {"side": "up"}, "side: not one of ('left', 'right')", id="outside the literal"
        ),
        pytest.param({"ratio": "1"}, "ratio: not a number", id="text for number"),
        pytest.param({"by_name": {"a": 1}}, "by_name.a: not an object", id="inside a mapping"),
    ],
)
def test_what_does_not_fit_is_named_by_its_path(document: object, message: str) -> None:
    """The error says where and why."""
    with pytest.raises(codec.CodecError) as caught:
        codec.decode(Tree, document)
    assert str(caught.value) == message


def test_broken_json_is_named_by_line() -> None:
    """The error of the parser keeps its line and column."""
    with pytest.raises(codec.CodecError, match="line 2, column 1: "):
        codec.loads(Leaf, "{\n")


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
TREES = st.recursive(
    PLAIN | st.sampled_from([Colour.RED, Size.LARGE]) | st.builds(Leaf, st.text(), st.integers()),
    lambda inner: st.lists(inner).map(tuple) | st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(value=TREES.filter(lambda each: "inf" not in repr(each)))
def test_the_text_is_what_json_itself_would_write(value: object) -> None:
    document = codec.encode(value)
    expected = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    assert codec.dumps(value) == f"{expected}\n"
