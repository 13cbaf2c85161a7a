from __future__ import annotations

import dataclasses
import time

import pytest

from decompose_core.problem import OutsideFailed
from decompose_migrator.follow import follow, wait_until_following
from decompose_migrator.status import read_status
from decompose_migrator.unfollow import unfollow
from tests.migrator.shop import Shop

pytestmark = pytest.mark.postgres
COPYING = (
    "SELECT slot_name FROM pg_replication_slots"
    " WHERE database = current_database() AND slot_name LIKE '%sync%'"
)
NOWHERE = "postgresql://127.0.0.1:1/gone"


def test_nothing_is_left_on_either_side(shop: Shop) -> None:
    following(shop)
    assert unfollow(shop.link).steps == (
        "dropped 1 replication slots",
        f"dropped the publication {shop.link.name}",
        f"dropped the subscription {shop.link.name}",
    )
    assert left(shop) == (0, 0, 0)
    assert shop.service("SELECT count(*) FROM orders_order") == [(5,)]


def test_a_second_run_does_nothing(shop: Shop) -> None:
    following(shop)
    unfollow(shop.link)
    assert unfollow(shop.link).steps == ()


def test_slots_of_unfinished_copies_go_too(shop: Shop) -> None:
    shop.fill(orders=5)
    # Its first copy fails again and again, each time with a slot of its own.
    shop.service("ALTER TABLE orders_order ADD CHECK (id <> 3)")
    follow(shop.link, empty=False, say=lambda _: None)
    deadline = time.monotonic() + 30
    while not shop.monolith(COPYING) and time.monotonic() < deadline:
        pass
    assert shop.monolith(COPYING)
    unfollow(shop.link)
    assert left(shop) == (0, 0, 0)


def test_the_service_is_cleaned_while_the_monolith_is_down(shop: Shop) -> None:
    following(shop)
    with pytest.raises(OutsideFailed) as failure:
        unfollow(dataclasses.replace(shop.link, monolith=NOWHERE))
    assert "left there, if it was there: the slot decompose_orders" in str(failure.value)
    assert left(shop) == (1, 1, 0)
    unfollow(shop.link)
    assert left(shop) == (0, 0, 0)


def test_a_living_subscriber_out_of_reach_keeps_its_slot(shop: Shop) -> None:
    following(shop)
    with pytest.raises(OutsideFailed, match="the service orders"):
        unfollow(dataclasses.replace(shop.link, target=NOWHERE))
    assert left(shop) == (1, 1, 1)
    assert read_status(shop.link).state == "following"


def following(shop: Shop) -> None:
    """Fill the monolith and wait for the copy."""
    shop.fill(orders=5)
    follow(shop.link, empty=False, say=lambda _: None)
    wait_until_following(shop.link, seconds=30, say=lambda _: None)


def left(shop: Shop) -> tuple[object, object, object]:
    """Count publications, slots and subscriptions."""
    here = "(SELECT oid FROM pg_database WHERE datname = current_database())"
    return (
        shop.monolith("SELECT count(*) FROM pg_publication")[0][0],
        shop.monolith(
            "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"
        )[0][0],
        shop.service(f"SELECT count(*) FROM pg_subscription WHERE subdbid = {here}")[0][0],
    )
