"""Where attributes and lookups lead from a model."""

from __future__ import annotations

import dataclasses

import pytest

from decompose_analyzer.model_map import ModelMap
from decompose_core.monolith import Field, Relation, RelationKind
from tests.analyzer.made import model

ORDER = model("orders.Order", customer="accounts.User")
HIDDEN = dataclasses.replace(
    model("orders.Note"),
    fields=(
        Field(
            "author",
            "ForeignKey",
            "author_id",
            relation=Relation(RelationKind.FK, "accounts.User", "CASCADE", "+"),
        ),
        Field(
            "about",
            "OneToOneField",
            "about_id",
            relation=Relation(RelationKind.O2O, "orders.Order", "CASCADE"),
        ),
        Field(
            "readers",
            "ManyToManyField",
            None,
            relation=Relation(RelationKind.M2M, "accounts.User", None, "%(class)s_reads"),
        ),
    ),
)
GIFT = dataclasses.replace(
    model("gifts.Gift"),
    fields=(
        Field(
            "order_ptr",
            "OneToOneField",
            "order_ptr_id",
            relation=Relation(RelationKind.O2O, "orders.Order", "CASCADE"),
        ),
    ),
)
AGENT = dataclasses.replace(model("support.Agent"), proxy=True, db_table="accounts_user")
MAP = ModelMap([model("accounts.User"), ORDER, HIDDEN, GIFT, AGENT])


@pytest.mark.parametrize(
    ("label", "name", "leads_to", "many"),
    [
        pytest.param("orders.Order", "customer", "accounts.User", False, id="forward"),
        pytest.param("accounts.User", "order_set", "orders.Order", True, id="default name"),
        pytest.param("orders.Order", "note", "orders.Note", False, id="reverse one-to-one"),
        pytest.param("accounts.User", "note_reads", "orders.Note", True, id="pattern in the name"),
        pytest.param(
            "gifts.Gift", "customer", "accounts.User", False, id="inherited from a parent"
        ),
        pytest.param("support.Agent", "order_set", "orders.Order", True, id="of a proxy's model"),
    ],
)
def test_an_attribute_follows_a_relation(label: str, name: str, leads_to: str, many: bool) -> None:
    hop = MAP.attribute(label, name)
    assert hop is not None
    assert (hop.model, hop.many) == (leads_to, many)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        pytest.param("accounts.User", "note_set", id="hidden by a plus"),
        pytest.param("accounts.User", "order", id="a query name is no attribute"),
        pytest.param("orders.Order", "customer_id", id="the column"),
        pytest.param("auth.Group", "user_set", id="an unknown model"),
    ],
)
def test_an_attribute_that_follows_nothing(label: str, name: str) -> None:
    assert MAP.attribute(label, name) is None


@pytest.mark.parametrize(
    ("path", "models", "rest"),
    [
        pytest.param("order__number", ["orders.Order"], ("number",), id="reverse"),
        pytest.param(
            "-order__customer__email",
            ["orders.Order", "accounts.User"],
            ("email",),
            id="there and back",
        ),
        pytest.param("email__iexact", [], ("email", "iexact"), id="column and lookup"),
        pytest.param("order__note", ["orders.Order", "orders.Note"], (), id="relations only"),
    ],
)
def test_a_lookup_path_is_followed_as_far_as_relations_go(
    path: str, models: list[str], rest: tuple[str, ...]
) -> None:
    way = MAP.walk("accounts.User", path)
    assert [each.model for each in way.hops] == models
    assert way.rest == rest


def test_labels_are_found_whatever_their_case() -> None:
    assert MAP.label("Orders.ORDER") == "orders.Order"
    assert MAP.label("orders.Basket") is None
