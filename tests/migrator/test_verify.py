from __future__ import annotations

import pytest

from decompose_migrator.follow import follow, wait_until_following
from decompose_migrator.verify import verify
from tests.migrator.shop import Shop

pytestmark = pytest.mark.postgres

DAMAGES = [
    pytest.param(
        "UPDATE orders_order SET note = 'n0te 5' WHERE id = 5",
        ("orders_order", (), (), ("5",)),
        id="one character",
    ),
    pytest.param(
        "DELETE FROM orders_order WHERE id = 2500",
        ("orders_order", ("2500",), (), ()),
        id="one row lost",
    ),
    pytest.param(
        "UPDATE orders_order SET id = 9999 WHERE id = 7",
        ("orders_order", ("7",), ("9999",), ()),
        id="one lost and one bogus, same count and sum",
    ),
    pytest.param(
        "UPDATE orders_order SET note = '' WHERE id = 7",
        ("orders_order", (), (), ("7",)),
        id="NULL became empty text",
    ),
    pytest.param(
        "UPDATE orders_order SET total = CASE id WHEN 1 THEN 2 ELSE 1 END WHERE id IN (1, 2)",
        ("orders_order", (), (), ("1", "2")),
        id="two values exchanged",
    ),
    pytest.param(
        "DELETE FROM orders_line WHERE order_id = 3",
        ("orders_line", ("(3,1)",), (), ()),
        id="a row with a key of two columns",
    ),
    pytest.param(
        """UPDATE "catalog Product" SET name = name || ' ' WHERE sku = 'sku 4'""",
        ("catalog Product", (), (), ("sku 4",)),
        id="a row with a key of text",
    ),
]


@pytest.mark.parametrize(("damage", "found"), DAMAGES)
def test_damage_is_found_and_named(
    shop: Shop, damage: str, found: tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]
) -> None:
    following(shop)
    shop.service(damage)
    unequal = [each for each in verify(shop.link, seconds=30) if not each.equal]
    assert [(each.table, each.missing, each.extra, each.changed) for each in unequal] == [found]


def test_columns_that_are_not_published_are_not_compared(shop: Shop) -> None:
    following(shop)
    shop.service("UPDATE accounts_user SET password = 'other'")
    assert all(each.equal for each in verify(shop.link, seconds=30))


def test_many_damaged_rows_are_counted_and_some_are_listed(shop: Shop) -> None:
    following(shop)
    shop.service("DELETE FROM orders_order WHERE id > 1000")
    (order,) = [each for each in verify(shop.link, seconds=30) if not each.equal]
    assert (order.damaged, len(order.missing)) == (2000, 100)


def following(shop: Shop) -> None:
    """Fill the monolith and wait for an equal copy."""
    shop.fill(orders=3000)
    shop.monolith("UPDATE orders_order SET total = id WHERE id IN (1, 2)")
    follow(shop.link, empty=False, say=lambda _: None)
    wait_until_following(shop.link, seconds=30, say=lambda _: None)
