from __future__ import annotations

import dataclasses

import pytest

from decompose_core.plan import PlannedTable
from decompose_core.problem import OutsideFailed, Refused
from decompose_migrator.follow import follow, wait_until_following
from decompose_migrator.status import read_status
from decompose_migrator.unfollow import unfollow
from decompose_migrator.verify import verify
from tests.migrator.shop import TABLES, Shop, Writers

pytestmark = pytest.mark.postgres
SECONDS = 30.0
ENABLED = "enabled the subscription decompose_orders"


def test_the_copy_is_equal_while_writers_are_at_work(shop: Shop) -> None:
    shop.fill(orders=5000)
    with Writers(shop) as writers:
        start(shop)
        during = verify(shop.link, seconds=SECONDS)
    after = verify(shop.link, seconds=SECONDS)
    assert writers.written > 0
    assert all(each.equal for each in during)
    assert all(each.equal and not each.unsettled for each in after)
    assert {each.table: each.rows for each in after} == rows_of_the_monolith(shop)


def test_a_second_run_does_nothing(shop: Shop) -> None:
    shop.fill(orders=10)
    start(shop)
    assert follow(shop.link, empty=False, say=quiet).steps == ()


def test_secret_columns_do_not_travel(shop: Shop) -> None:
    shop.fill(orders=1)
    start(shop)
    assert shop.service("SELECT DISTINCT password FROM accounts_user") == [("",)]
    assert shop.service("SELECT count(*) FROM accounts_user") == [(50,)]


def test_a_killed_worker_comes_back(shop: Shop) -> None:
    start(shop)
    shop.service(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_subscription"
        " WHERE subname = %s AND pid IS NOT NULL",
        shop.link.name,
    )
    shop.fill(orders=10)
    wait_until_following(shop.link, seconds=SECONDS, say=quiet)
    assert shop.service("SELECT count(*) FROM orders_order") == [(10,)]


def test_a_stopped_subscription_goes_on(shop: Shop) -> None:
    start(shop)
    shop.service(f"ALTER SUBSCRIPTION {shop.link.name} DISABLE")
    assert read_status(shop.link).state == "stopped"
    assert follow(shop.link, empty=False, say=quiet).steps == (ENABLED,)


def test_an_interruption_after_the_publication_is_made_good(shop: Shop) -> None:
    start(shop)
    unfollow(shop.link)
    shop.service("DELETE FROM accounts_user")
    shop.monolith(f"CREATE PUBLICATION {shop.link.name} FOR TABLE {PUBLISHED}")
    shop.monolith(f"SELECT pg_create_logical_replication_slot('{shop.link.name}', 'pgoutput')")
    steps = start(shop)
    assert steps == ("subscribed; 4 tables are being copied",)


def test_sequences_are_set_beyond_the_monoliths(shop: Shop) -> None:
    shop.fill(orders=10)
    start(shop)
    assert shop.service("SELECT nextval('orders_order_id_seq')") == [(100_011,)]


REFUSALS = [
    pytest.param(
        "ALTER TABLE orders_order DROP CONSTRAINT orders_order_pkey",
        "",
        "orders_order has no primary key in the monolith's database",
        id="no primary key",
    ),
    pytest.param(
        "ALTER TABLE orders_order REPLICA IDENTITY NOTHING",
        "",
        "orders_order has a replica identity other than its primary key",
        id="replica identity",
    ),
    pytest.param(
        "DROP TABLE orders_order",
        "",
        "the monolith's database has no table orders_order",
        id="no table in the monolith",
    ),
    pytest.param(
        "",
        "DROP TABLE orders_order",
        "the service's database has no table orders_order",
        id="no table in the service",
    ),
    pytest.param(
        "ALTER TABLE orders_order ADD COLUMN coupon text",
        "",
        "orders_order.coupon is in the monolith's database but not in the service's",
        id="new column in the monolith",
    ),
    pytest.param(
        "ALTER TABLE accounts_user DROP COLUMN username",
        "",
        "the monolith's table accounts_user has lost the column username",
        id="published column dropped",
    ),
    pytest.param(
        "",
        "ALTER TABLE orders_order ALTER total TYPE numeric(6, 2)",
        "orders_order.total is numeric(10,2) in the monolith, numeric(6,2) in the service",
        id="other type",
    ),
    pytest.param(
        "",
        "ALTER TABLE accounts_user ALTER password DROP DEFAULT",
        "accounts_user.password is not sent, yet NOT NULL without a default in the service",
        id="unfilled column",
    ),
    pytest.param(
        "",
        "INSERT INTO orders_order (user_id, total) VALUES (1, 1)",
        "the service's table orders_order holds 1 rows, and the monolith does not have all",
        id="rows only the service has",
    ),
]


@pytest.mark.parametrize(("in_monolith", "in_service", "message"), REFUSALS)
def test_what_can_not_follow_is_refused_before_anything_is_made(
    shop: Shop, in_monolith: str, in_service: str, message: str
) -> None:
    if in_monolith:
        shop.monolith(in_monolith)
    if in_service:
        shop.service(in_service)
    with pytest.raises(Refused) as refused:
        follow(shop.link, empty=False, say=quiet)
    assert message in str(refused.value)
    assert shop.monolith("SELECT count(*) FROM pg_publication") == [(0,)]
    assert read_status(shop.link).state == "absent"


def test_a_plan_that_changed_is_refused(shop: Shop) -> None:
    start(shop)
    fewer = dataclasses.replace(shop.link, tables=TABLES[1:])
    with pytest.raises(Refused, match="accounts_user is published, though the plan does not name"):
        follow(fewer, empty=False, say=quiet)


def test_rows_both_sides_have_are_emptied_and_copied_again(shop: Shop) -> None:
    shop.fill(orders=10)
    start(shop)
    unfollow(shop.link)
    assert "deleted 120 rows that stood in 4 tables of the service" in start(shop)
    assert shop.service("SELECT count(*) FROM orders_order") == [(10,)]


def test_rows_only_the_service_has_go_when_told(shop: Shop) -> None:
    shop.service("INSERT INTO orders_order (id, user_id, total) VALUES (7, 1, 1)")
    follow(shop.link, empty=True, say=quiet)
    assert shop.service("SELECT count(*) FROM orders_order") == [(0,)]


def test_content_types_of_migrate_give_way_to_the_monoliths(shop: Shop) -> None:
    table = "CREATE TABLE django_content_type (id int PRIMARY KEY, app_label text, model text)"
    shop.monolith(table)
    shop.service(table)
    shop.monolith("INSERT INTO django_content_type VALUES (23, 'orders', 'order')")
    shop.service("INSERT INTO django_content_type VALUES (1, 'orders', 'order')")
    planned = PlannedTable("django_content_type", "contenttypes.ContentType", ("id",), False)
    shop.link = dataclasses.replace(shop.link, tables=(*TABLES, planned))
    start(shop)
    assert shop.service("SELECT id FROM django_content_type") == [(23,)]


def test_a_lost_slot_is_refused_and_shown(shop: Shop) -> None:
    start(shop)
    shop.service(f"ALTER SUBSCRIPTION {shop.link.name} DISABLE")
    shop.monolith(
        "SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots"
        " WHERE slot_name = %s AND active",
        shop.link.name,
    )
    shop.monolith("SELECT pg_drop_replication_slot(%s)", shop.link.name)
    with pytest.raises(Refused, match="has lost its slot"):
        follow(shop.link, empty=False, say=quiet)
    assert any("is gone" in each.message for each in read_status(shop.link).problems)


def test_a_server_that_does_not_answer_is_named_without_its_password(shop: Shop) -> None:
    gone = dataclasses.replace(shop.link, monolith="postgresql://me:secret@127.0.0.1:1/shop")
    with pytest.raises(OutsideFailed, match=r"the monolith at 127\.0\.0\.1:1/shop") as failure:
        follow(gone, empty=False, say=quiet)
    assert "secret" not in str(failure.value)


def start(shop: Shop) -> tuple[str, ...]:
    """Follow and wait for the copy."""
    followed = follow(shop.link, empty=False, say=quiet)
    wait_until_following(shop.link, seconds=SECONDS, say=quiet)
    return followed.steps


def quiet(_: str) -> None:
    """Say nothing."""


def rows_of_the_monolith(shop: Shop) -> dict[str, object]:
    return {
        each.name: shop.monolith(f'SELECT count(*) FROM "{each.name}"')[0][0] for each in TABLES
    }


PUBLISHED = 'accounts_user (id, username), "catalog Product" (sku, name), orders_line, orders_order'
