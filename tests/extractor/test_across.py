"""What crosses behaves as it did before the cut, on both sides of the flip.

One shop is cut in two and runs on two PostgreSQL databases; the flip is done by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.databases import Databases
from tests.extractor.sides import Raised, Shop, build, free_url, read_plan, start
from tests.extractor.sides import run as manage

PEOPLE = "from people.models import Depot, Person\nfrom orders.models import Line, Order\n"
PLACE = PEOPLE + (
    "buyer = Person.objects.create(name='buyer')\n"
    "other = Person.objects.create(name='other')\n"
    "order = Order.objects.create(number='1', buyer=buyer, {key})\n"
    "line = Line.objects.create(order=order, text='a')\n"
    "result = [buyer.pk, other.pk, order.pk, line.pk]\n"
)
SIDES = pytest.mark.parametrize("owner", ["monolith", "orders"])


@pytest.fixture(scope="module")
def running(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("across")
    monolith, service, made = build(folder)
    databases = Databases(postgres_url)
    urls = {"monolith": free_url(), "orders": free_url()}
    sides = []
    try:
        for name, path, settings in (
            ("monolith", monolith, "site_settings"),
            ("orders", service, "config.settings"),
        ):
            sides.append(start(path, name, settings, databases.create(name), urls))
        yield Shop(sides[0], sides[1], read_plan(made))
    finally:
        for each in sides:
            each.stop()
        databases.drop_all()


@pytest.fixture
def shop(running: Shop) -> Shop:
    """The shop, empty, owned by the monolith."""
    empty = (
        "from django.apps import apps\nfrom django.db import connection\n"
        "tables = [m._meta.db_table for m in apps.get_models(include_auto_created=True)"
        " if m._meta.app_label not in ('contenttypes', 'auth')]\n"
        "with connection.cursor() as cursor:\n"
        "    cursor.execute('TRUNCATE ' + ', '.join(tables))\n"
    )
    running.monolith.run(empty)
    running.service.run(empty)
    return running


def _placed(shop: Shop, owner: str, key: str = "owner=other") -> list[int]:
    """Rows of before the flip, and the flip."""
    keys: list[int] = shop.monolith.run(PLACE.format(key=key))
    shop.flip(owner)
    return keys


def _count(shop: Shop, owner: str, table: str) -> int:
    side = shop.service if owner == "orders" else shop.monolith
    return int(side.sql(f"SELECT count(*) FROM {table}")[0][0])


# -- deletes in the monolith ---------------------------------------------------------------------


@SIDES
def test_a_cascade_takes_the_rows_along(shop: Shop, owner: str) -> None:
    _, other, *_ = _placed(shop, owner)
    shop.monolith.run(PEOPLE + f"Person.objects.get(pk={other}).delete()")
    shop.dispatch()
    for table in ("orders_order", "orders_line", "orders_order_readers"):
        assert _count(shop, "monolith", table) == _count(shop, "orders", table) == 0


@SIDES
def test_set_null_and_set_leave_the_rows(shop: Shop, owner: str) -> None:
    _, other, *_ = _placed(shop, owner, "helper=other, clerk=other")
    shop.monolith.run(PEOPLE + f"Person.objects.get(pk={other}).delete()")
    shop.dispatch()
    for side in (shop.monolith, shop.service):
        ((helper, clerk),) = side.sql("SELECT helper_id, clerk_id FROM orders_order")
        assert helper is None
        ((name,),) = side.sql("SELECT name FROM people_person WHERE id = %s", clerk)
        assert name == "nobody"


@SIDES
def test_a_key_to_another_column_and_a_join_table_follow(shop: Shop, owner: str) -> None:
    shop.monolith.run(
        PLACE.format(key="depot=Depot.objects.create(code='d1')") + "order.readers.add(other)"
    )
    shop.flip(owner)
    assert _count(shop, owner, "orders_order_readers") == 1
    shop.monolith.run(PEOPLE + "Person.objects.get(name='other').delete()")
    shop.dispatch()
    assert _count(shop, owner, "orders_order_readers") == 0
    assert _count(shop, owner, "orders_order") == 1
    shop.monolith.run(PEOPLE + "Depot.objects.get().delete()")
    shop.dispatch()
    assert _count(shop, owner, "orders_order") == 0


@SIDES
def test_protect_holds(shop: Shop, owner: str) -> None:
    buyer, *_ = _placed(shop, owner)
    with pytest.raises(Raised) as raised:
        shop.monolith.run(PEOPLE + f"Person.objects.get(pk={buyer}).delete()")
    assert raised.value.kind == "ProtectedError"
    assert "'Order.buyer'" in raised.value.text
    assert "Order object" in raised.value.text


def test_protect_asks_the_owner_and_not_the_replica(shop: Shop) -> None:
    buyer, *_ = _placed(shop, "orders")
    shop.monolith.sql("SET session_replication_role = replica; DELETE FROM orders_order")
    with pytest.raises(Raised, match="ProtectedError"):
        shop.monolith.run(PEOPLE + f"Person.objects.get(pk={buyer}).delete()")


def test_nothing_is_deleted_while_the_owner_can_not_be_asked(shop: Shop) -> None:
    buyer, *_ = _placed(shop, "orders")
    silent = f"from django.conf import settings\nsettings.DECOMPOSE_ORDERS_URL = '{free_url()}'\n"
    try:
        with pytest.raises(Raised, match="Unreachable"):
            shop.monolith.run(silent + PEOPLE + f"Person.objects.get(pk={buyer}).delete()")
    finally:
        shop.monolith.run("from django.conf import settings\ndel settings.DECOMPOSE_ORDERS_URL")
    assert _count(shop, "monolith", "people_person") == 2


@SIDES
def test_plain_sql_is_held_by_protect(shop: Shop, owner: str) -> None:
    buyer, *_ = _placed(shop, owner)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        shop.monolith.sql("DELETE FROM people_person WHERE id = %s", buyer)


def test_plain_sql_is_held_by_any_key_of_the_same_owner(shop: Shop) -> None:
    _, other, *_ = _placed(shop, "monolith")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        shop.monolith.sql("DELETE FROM people_person WHERE id = %s", other)


def test_plain_sql_counts_as_a_delete_for_the_other_owner(shop: Shop) -> None:
    _, other, *_ = _placed(shop, "orders")
    shop.monolith.sql("DELETE FROM people_person WHERE id = %s", other)
    shop.dispatch()
    assert _count(shop, "orders", "orders_order") == 0


# -- deletes in the service ----------------------------------------------------------------------


@SIDES
def test_a_delete_by_the_owner_reaches_what_stayed(shop: Shop, owner: str) -> None:
    _, _, order, line = _placed(shop, owner)
    shop.monolith.run(
        "from billing.models import Note, Parcel\n"
        f"Note.objects.create(order_id={order}, text='x')\nParcel.objects.create(line_id={line})"
    )
    shop.carry()
    side = shop.service if owner == "orders" else shop.monolith
    side.run(PEOPLE + f"Order.objects.get(pk={order}).delete()")
    shop.dispatch()
    assert _count(shop, "monolith", "billing_note") == 0
    assert shop.monolith.sql("SELECT line_id FROM billing_parcel") == [(None,)]
    # The receiver of what was deleted has run once, with the row's last state.
    assert shop.monolith.sql("SELECT code FROM people_depot") == [("-1",)]


@SIDES
def test_a_row_that_stayed_protects_what_moved(shop: Shop, owner: str) -> None:
    _, _, order, _ = _placed(shop, owner)
    shop.monolith.run(
        f"from billing.models import Payment\nPayment.objects.create(order_id={order})"
    )
    side = shop.service if owner == "orders" else shop.monolith
    with pytest.raises(Raised, match="ProtectedError"):
        side.run(PEOPLE + f"Order.objects.get(pk={order}).delete()")
    shop.dispatch()
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        side.sql("DELETE FROM orders_line; DELETE FROM orders_order")


def test_plain_sql_in_the_service_reaches_what_stayed(shop: Shop) -> None:
    _, _, order, line = _placed(shop, "orders")
    shop.monolith.run(
        f"from billing.models import Note\nNote.objects.create(order_id={order}, text='x')"
    )
    shop.carry()
    shop.service.sql("DELETE FROM orders_line WHERE id = %s", line)
    shop.service.sql("DELETE FROM orders_order WHERE id = %s", order)
    shop.dispatch()
    assert _count(shop, "monolith", "billing_note") == 0


def test_rows_that_arrive_are_not_told_back(shop: Shop) -> None:
    _placed(shop, "monolith")
    shop.monolith.run(PEOPLE + "Order.objects.all().delete()")
    shop.carry()
    assert _count(shop, "orders", "orders_order") == 0
    assert _count(shop, "orders", "decompose_from_orders") == 0


def test_a_large_cascade_goes_in_chunks(shop: Shop) -> None:
    _, other, *_ = _placed(shop, "orders")
    shop.service.run(
        "from decompose_link import deletes\ndeletes.CHUNK = 10\n"
        + PEOPLE
        + "Order.objects.bulk_create(Order(pk=1000 + n, number=str(n), buyer_id=1,"
        f" owner_id={other}) for n in range(25))\n"
    )
    shop.monolith.run(PEOPLE + f"Person.objects.get(pk={other}).delete()")
    shop.dispatch()
    assert _count(shop, "orders", "orders_order") == 0


def test_back_at_the_monolith_deletes_are_its_own_again(shop: Shop) -> None:
    _, other, *_ = _placed(shop, "orders")
    shop.flip("monolith")
    shop.monolith.run(PEOPLE + f"Person.objects.get(pk={other}).delete()")
    assert _count(shop, "monolith", "orders_order") == 0


# -- signals -------------------------------------------------------------------------------------


@SIDES
def test_a_receiver_that_moved_hears_what_stayed(shop: Shop, owner: str) -> None:
    _, _, order, _ = _placed(shop, owner)
    shop.monolith.run(
        f"from billing.models import Payment\nPayment.objects.create(order_id={order})"
    )
    shop.dispatch()
    for side in (shop.monolith, shop.service):
        assert side.sql("SELECT status FROM orders_order") == [("paid",)]


@SIDES
def test_a_receiver_that_stayed_hears_what_moved_once(shop: Shop, owner: str) -> None:
    buyer, *_ = _placed(shop, owner)
    side = shop.service if owner == "orders" else shop.monolith
    side.run(
        PEOPLE + f"from orders.services import place\nplace(Person.objects.get(pk={buyer}), 'n2')"
    )
    shop.dispatch()
    shop.dispatch()
    assert shop.monolith.sql("SELECT text FROM billing_note") == [("placed n2",)]


def test_an_event_that_fails_is_tried_again_and_holds_those_behind(shop: Shop) -> None:
    _placed(shop, "orders")
    shop.service.run(
        "from decompose_link.boundary import boundaries\nfrom decompose_link.outbox import tell\n"
        "b = boundaries()['orders']\n"
        "tell(b, 'signal', {'receiver': 'nobody.at_all', 'sender': None, 'kwargs': {}})\n"
        "tell(b, 'deleted', {'model': 'orders.Order', 'rows': [{'id': 0}]})"
    )
    shop.carry()
    rounds = shop.monolith.run(
        "import logging\nlogging.disable()\n"
        "from decompose_link.boundary import boundaries\n"
        "from decompose_link.dispatching import TRIES, dispatch\n"
        "b = boundaries()['orders']\n"
        "found = [dispatch(b) for _ in range(TRIES + 1)]\n"
        "result = [[each.handled, each.failed] for each in found]\nlogging.disable(0)"
    )
    assert rounds == [[0, 1]] * 5 + [[1, 0]]


def test_both_sides_hold_the_contract(running: Shop) -> None:
    for side in (running.monolith, running.service):
        manage(side.folder, {"DEBUG": "1"}, "test", "decompose_link")


# -- calls ---------------------------------------------------------------------------------------

RENAME = PEOPLE + "from people.services import NameTaken, explode, join, rename\n"


def test_a_call_runs_in_the_monolith_and_gives_its_row_back(shop: Shop) -> None:
    buyer, *_ = _placed(shop, "orders")
    code = RENAME + f"person = Person.objects.get(pk={buyer})\n"
    assert shop.service.run(code + "result = rename(person, 'new').pk") == buyer
    assert shop.monolith.sql("SELECT name FROM people_person WHERE id = %s", buyer) == [("new",)]


def test_what_a_call_raises_is_raised_here(shop: Shop) -> None:
    _, other, order, _ = _placed(shop, "orders")
    code = PEOPLE + "from orders.services import rename_buyer\n"
    code += f"result = rename_buyer(Order.objects.get(pk={order}), 'other')"
    assert shop.service.run(code) == other
    with pytest.raises(Raised) as raised:
        shop.service.run(RENAME + "rename(Person.objects.get(name='buyer'), 'other')")
    assert (raised.value.kind, raised.value.text) == ("NameTaken", "other is taken")


def test_a_slip_of_the_other_side_is_no_answer(shop: Shop) -> None:
    buyer, *_ = _placed(shop, "orders")
    with pytest.raises(Raised) as raised:
        shop.service.run(RENAME + f"explode(Person.objects.get(pk={buyer}))")
    assert raised.value.kind == "FailedThere"
    assert "a slip" not in raised.value.text  # what failed is for the other side's log


def test_the_same_key_calls_once_and_another_body_is_refused(shop: Shop) -> None:
    buyer, *_ = _placed(shop, "orders")
    code = RENAME + (
        "from decompose_link.client import idempotency_key\n"
        f"person = Person.objects.get(pk={buyer})\n"
        "with idempotency_key('k1'):\n"
        "    result = [rename(person, 'once').pk, rename(person, 'once').pk]\n"
    )
    assert shop.service.run(code) == [buyer, buyer]  # a second call would find its name taken
    with pytest.raises(Raised, match="422"):
        shop.service.run(code.replace("'once'", "'twice'"))


def test_a_row_that_is_not_committed_can_not_cross(shop: Shop) -> None:
    _placed(shop, "orders")
    shop.service.sql("INSERT INTO people_person (id, name) VALUES (999, 'here only')")
    with pytest.raises(Raised, match="after the transaction that writes the row"):
        shop.service.run(RENAME + "rename(Person.objects.get(pk=999), 'x')")


def test_what_has_no_key_is_refused_before_it_is_sent(shop: Shop) -> None:
    _placed(shop, "orders")
    with pytest.raises(Raised) as raised:
        shop.service.run(RENAME + "rename(Person.objects.first(), lambda: 1)")
    assert raised.value.kind == "CannotCross"
    assert "people.services.rename runs in monolith: a function has no key" in raised.value.text


@SIDES
def test_callers_that_stayed_call_the_owner(shop: Shop, owner: str) -> None:
    _, _, order, _ = _placed(shop, owner)
    code = PEOPLE + "from billing.services import give_up\n"
    code += f"result = give_up(Order.objects.get(pk={order})).pk"
    assert shop.monolith.run(code) == order
    side = shop.service if owner == "orders" else shop.monolith
    assert side.sql("SELECT status FROM orders_order") == [("cancelled",)]
    with pytest.raises(Raised) as raised:
        shop.monolith.run(code)
        shop.carry()
        shop.monolith.run(code)
    assert raised.value.kind == "NotOpen"


@SIDES
def test_a_call_in_a_transaction_is_told_with_it(shop: Shop, owner: str) -> None:
    buyer, _, order, _ = _placed(shop, owner)
    side = shop.service if owner == "orders" else shop.monolith
    welcome = PEOPLE + "from orders.services import welcome\n"
    welcome += f"welcome(Order.objects.get(pk={order})"
    with pytest.raises(Raised, match="NotOpen"):
        side.run(f"{welcome}, refused=True)")
    shop.dispatch()
    assert shop.monolith.sql("SELECT code FROM people_depot") == []
    side.run(f"{welcome})")
    shop.dispatch()
    shop.dispatch()
    assert shop.monolith.sql("SELECT code FROM people_depot") == [(f"hi {buyer}",)]


def test_nothing_is_done_that_was_told_and_is_not_served(shop: Shop) -> None:
    _placed(shop, "orders")
    shop.service.run(
        "from decompose_link.boundary import boundaries\nfrom decompose_link.outbox import tell\n"
        "tell(boundaries()['orders'], 'call', {'symbol': 'os.remove', 'args': ['x'], 'kwargs': {}})"
    )
    shop.carry()
    done = shop.monolith.run(
        "import logging\nlogging.disable()\n"
        "from decompose_link.boundary import boundaries\n"
        "from decompose_link.dispatching import dispatch\n"
        "result = dispatch(boundaries()['orders']).failed\nlogging.disable(0)"
    )
    assert done == 1
    ((error,),) = shop.monolith.sql("SELECT error FROM decompose_handled")
    assert error == "NotHere: os.remove is not served to orders"


def test_one_process_can_stand_for_both_sides(shop: Shop) -> None:
    buyer, _, order, _ = _placed(shop, "orders")
    loopback = "from django.conf import settings\nsettings.DECOMPOSE_LOOPBACK = True\n"
    code = PEOPLE + "from billing.services import give_up\nfrom billing.models import Payment\n"
    code += f"order = Order.objects.get(pk={order})\nresult = give_up(order).status\n"
    code += "Payment.objects.create(order=order)\n"
    try:
        assert shop.monolith.run(loopback + code) == "cancelled"
        assert shop.monolith.sql("SELECT status FROM orders_order") == [("paid",)]
        with pytest.raises(Raised, match=r"'Order\.buyer'"):
            shop.monolith.run(PEOPLE + f"Person.objects.get(pk={buyer}).delete()")
    finally:
        shop.monolith.run("from django.conf import settings\ndel settings.DECOMPOSE_LOOPBACK")
    assert _count(shop, "monolith", "decompose_from_monolith") == 0


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param("headers.pop('Decompose-Token')", 401, id="no_token"),
        pytest.param("headers['Decompose-Token'] += 'x'", 401, id="forged_token"),
        pytest.param("path = 'call/os.system/'", 404, id="not_served"),
        pytest.param("headers.pop('Idempotency-Key')", 400, id="no_key"),
        pytest.param("body = '{'", 400, id="no_json"),
        pytest.param("body = '{}'", 400, id="no_arguments"),
        pytest.param("path = 'what/'", 404, id="no_such_question"),
    ],
)
def test_the_door_is_narrow(shop: Shop, change: str, status: int) -> None:
    _placed(shop, "orders")
    code = f"""
import httpx, json, os
from decompose_link.tokens import token_for
path = 'call/people.services.join/'
headers = {{"Decompose-Token": token_for("monolith", here="orders"),
           "Idempotency-Key": "k"}}
body = json.dumps({{"args": ["x"], "kwargs": {{}}}})
{change}
url = os.environ["DECOMPOSE_MONOLITH_URL"] + "/.decompose/link/" + path
result = httpx.post(url, headers=headers, content=body).status_code
"""
    assert shop.service.run(code) == status
    assert _count(shop, "monolith", "people_person") == 2
