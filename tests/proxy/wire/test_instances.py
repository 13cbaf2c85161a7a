"""Several instances of a service: the least busy is asked, the broken ones are passed over."""

from __future__ import annotations

from decompose_proxy.wire.limits import Limits
from tests.proxy.wire.rig import OK, TABLE, Rig

HOST = b"Host: shop.example\r\n"
READ = b"GET /orders/3/ HTTP/1.1\r\n" + HOST + b"\r\n"
WRITE = b"POST /orders/ HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\n\r\nx"
THREE = TABLE.replace('"http://orders:8002"', '"http://a:1", "http://b:1", "http://c:1"').replace(
    "share = 100", 'share = 100\nowner = "orders"'
)
ALONE = TABLE.replace("share = 100", 'share = 100\nowner = "orders"')


def test_each_request_goes_where_the_fewest_are() -> None:
    rig = Rig(THREE)
    for _ in range(6):
        client, _ = rig.connect()
        client.data_received(READ)
    assert sorted(rig.asked) == ["a", "a", "b", "b", "c", "c"]


def test_a_read_that_an_instance_hangs_on_is_asked_of_the_next_one() -> None:
    rig = Rig(THREE)
    rig.send(READ)
    for asked in (["a"], ["a", "b"], ["a", "b", "c"]):
        assert rig.asked == asked
        rig.plane.sweep(rig.plane.now + 10.5)
    assert rig.asked == ["a", "b", "c", "monolith"]
    rig.answer(OK)
    assert rig.wire.take() == OK


def test_a_read_is_asked_of_the_next_one_where_an_instance_dies_over_it() -> None:
    rig = Rig(THREE)
    rig.send(READ)
    rig.break_upstream()
    rig.answer(OK)
    assert (rig.asked, rig.wire.take()) == (["a", "b"], OK)


def test_a_write_is_never_sent_to_a_second_instance() -> None:
    rig = Rig(THREE)
    rig.send(WRITE)
    rig.break_upstream()
    assert rig.asked == ["a"]
    assert rig.wire.take().startswith(b"HTTP/1.1 502 ")


def test_an_instance_that_hangs_thrice_is_left_alone_until_it_answers() -> None:
    rig = Rig(THREE, Limits(trial_seconds=0.2))
    hanging = rig.pool.targets["orders"][0]
    for _ in range(3):
        rig.pool.fails(hanging, at_once=False)
    for _ in range(4):
        rig.send(READ)
        rig.answer(OK)
        assert rig.wire.take() == OK
    assert set(rig.asked) == {"b"}  # one after the other: it is the least busy
    rig.plane.sweep(rig.plane.now + 1.1)
    rig.send(READ)
    assert rig.asked[-1] == "a"
    rig.answer(OK)
    assert (hanging.failures, hanging.ejected_until) == (0, 0.0)


def test_reads_do_not_wait_for_a_service_that_is_out_and_one_a_second_tries_it() -> None:
    rig = Rig(ALONE)
    backend = rig.pool.targets["orders"][0]
    rig.pool.fails(backend, at_once=True)
    for _ in range(2):
        rig.send(READ)
        rig.answer(OK)
    assert set(rig.asked) == {"monolith"}
    assert rig.plane.metrics.fallbacks == {("orders:0", "ejected"): 2}
    rig.plane.sweep(rig.plane.now + 1.1)
    waiting, _ = rig.connect()
    waiting.data_received(READ)  # tries
    assert rig.asked[-1] == "orders"
    count = len(rig.asked)
    rig.send(READ)  # does not
    assert "orders" not in rig.asked[count:]


def test_a_write_goes_to_the_owner_though_it_is_out() -> None:
    rig = Rig(ALONE)
    rig.pool.fails(rig.pool.targets["orders"][0], at_once=True)
    rig.send(WRITE)
    assert rig.asked == ["orders"]
