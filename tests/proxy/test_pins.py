from __future__ import annotations

import pytest

from decompose_proxy.pins import Pin, Pins, position_of, read

WHO = b"session"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def cookie_of(value: bytes) -> str:
    return value.partition(b"=")[2].partition(b";")[0].decode()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pins(clock: Clock) -> Pins:
    return Pins(clock=clock)


def test_a_pin_holds_for_its_service_and_for_a_bounded_time(pins: Pins, clock: Clock) -> None:
    pins.add(WHO, ("orders",), 0, "")
    assert pins.holds(WHO, "orders", "")
    assert not pins.holds(WHO, "carts", "")
    assert not pins.holds(b"other", "orders", "")
    clock.now += 10
    assert not pins.holds(WHO, "orders", "")
    assert not pins.kept


def test_another_worker_reads_it_from_the_cookie(pins: Pins, clock: Clock) -> None:
    cookie = cookie_of(pins.add(WHO, ("orders",), 0x16B3748, ""))
    other = Pins(clock=clock)
    assert other.holds(b"", "orders", cookie)
    other.has_applied("orders", 0x16B3747)
    assert other.holds(b"", "orders", cookie)
    other.has_applied("orders", 0x16B3748)
    assert not other.holds(b"", "orders", cookie)
    clock.now += 12
    assert not Pins(clock=clock).holds(b"", "orders", cookie)


def test_a_replica_that_caught_up_ends_it_before_its_time(pins: Pins) -> None:
    pins.add(WHO, ("orders",), 100, "")
    pins.has_applied("orders", 99)
    assert pins.holds(WHO, "orders", "")
    pins.has_applied("orders", 100)
    pins.has_applied("orders", 50)  # an old word
    assert not pins.holds(WHO, "orders", "")


def test_a_second_write_keeps_the_pins_of_other_services(pins: Pins) -> None:
    first = cookie_of(pins.add(WHO, ("orders",), 5, ""))
    second = read(cookie_of(pins.add(WHO, ("carts",), 6, first)))
    assert {name: each.position for name, each in second.items()} == {"carts": 6, "orders": 5}


def test_a_forged_cookie_can_not_pin_for_longer_than_a_write(pins: Pins) -> None:
    assert not pins.holds(b"", "orders", "orders:999999999999:0")
    assert pins.holds(b"", "orders", "orders:1009:0")


@pytest.mark.parametrize(
    ("cookie", "pins"),
    [
        pytest.param("", {}, id="empty"),
        pytest.param("orders", {}, id="a name alone"),
        pytest.param("orders:x:1", {}, id="no time"),
        pytest.param("orders:-5:1", {}, id="a negative time"),
        pytest.param("orders:5:zz", {"orders": Pin(5)}, id="no position"),
        pytest.param("orders:5:" + "F" * 99, {"orders": Pin(5)}, id="a long position"),
        pytest.param(":5:1", {}, id="no name"),
        pytest.param("a" * 65 + ":5:1", {}, id="a long name"),
        pytest.param("|".join(["a:5:1"] * 3), {"a": Pin(5, 1)}, id="the same thrice"),
        pytest.param("a:\u0661:1|b:5:1", {"b": Pin(5, 1)}, id="Arabic digits"),
    ],
)
def test_what_makes_no_sense_is_passed_over(cookie: str, pins: dict[str, Pin]) -> None:
    assert read(cookie) == pins


@pytest.mark.parametrize(
    ("text", "position"),
    [("0/16B3748", 0x16B3748), ("1/0", 1 << 32), ("16b3748", 0x16B3748), ("", 0), ("x/1", 0)],
)
def test_positions(text: str, position: int) -> None:
    assert position_of(text) == position


def test_what_is_remembered_is_bounded(pins: Pins, clock: Clock) -> None:
    for number in range(10_050):
        pins.add(b"%d" % number, ("orders",), 0, "")
    assert len(pins.kept) == 10_000
    clock.now += 11
    pins.sweep()
    assert not pins.kept
