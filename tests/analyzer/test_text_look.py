"""What a text may call and rename, by the look of it; a False that is wrong would lose a caller."""

from __future__ import annotations

import ast
import keyword
import random

import pytest

from decompose_analyzer.text_look import TextLook


@pytest.mark.parametrize(
    ("text", "called"),
    [
        pytest.param("total(1)", True, id="plain"),
        pytest.param("prices.total (1)", True, id="space before the parenthesis"),
        pytest.param("prices \\\n .total \\\n (1)", True, id="over lines"),
        pytest.param("(total)(1)", True, id="in parentheses"),
        pytest.param("(prices.total  # why\n )(1)", True, id="a comment between"),
        pytest.param("subtotal(1)", False, id="a longer name"),
        pytest.param("total2(1)", False, id="another name"),
        pytest.param("from prices import total\nuse(key=total)", False, id="handed on"),
    ],
)
def test_sees_a_call(text: str, *, called: bool) -> None:
    assert TextLook(text).may_call("total") is called


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        pytest.param("from prices import total as sum_up", True, id="import"),
        pytest.param("from prices import (total\n  as sum_up)", True, id="import over lines"),
        pytest.param("sum_up = total", True, id="assigned"),
        pytest.param("sum_up = prices.total", True, id="assigned from a module"),
        pytest.param("sum_up = (  # why\n    prices.\n  total)", True, id="assigned over lines"),
        pytest.param("sum_up: Sum = \\\n total", True, id="annotated"),
        pytest.param("total(1)\nfrom prices import total", False, id="used"),
        pytest.param("sum_up = one + total", False, id="calculated"),
    ],
)
def test_sees_a_renaming(text: str, *, renamed: bool) -> None:
    assert TextLook(text).may_rename("total") is renamed


def test_sees_methods_called_through_their_class() -> None:
    look = TextLook("Order.close(1)\nshop.Order \\\n .reopen (2)\norder.pay()\nOrder.objects.all()")
    assert look.methods_called("Order") >= {"close", "reopen"}
    assert "pay" not in look.methods_called("Order")


@pytest.mark.parametrize("seed", range(200))
def test_misses_nothing_that_a_tree_has(seed: int) -> None:
    """Spaces, line breaks and comments anywhere between the words of a call or an assignment."""
    chance = random.Random(seed)
    spaces = ["", " ", "  ", "\n", " # total\n ", " \\\n"]

    def between() -> str:
        return chance.choice(spaces)

    name = chance.choice(["total", "total", "prices.total", "a.b.total"])
    parts = [f"{between()}{each}{between()}" for each in name.split(".")]
    text = f"({'.'.join(parts)})"
    call, assigned = f"({text}{between()}(1))", f"x = {text}"
    for source, look in ((call, TextLook.may_call), (assigned, TextLook.may_rename)):
        ast.parse(source)
        assert look(TextLook(source), "total"), source
    assert not keyword.iskeyword(name)
