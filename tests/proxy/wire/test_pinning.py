"""Who has written reads from the owner, until the replica has the write or a time is over."""

from __future__ import annotations

import pytest

from tests.proxy.wire.rig import OK, TABLE, Rig

HOST = b"Host: shop.example\r\n"
SESSION = b"Cookie: sessionid=s1\r\n"
OWNED = TABLE.replace("share = 100", 'share = 0\nowner = "orders"')


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def rig_of(table: str) -> tuple[Rig, Clock]:
    rig, clock = Rig(table), Clock()
    rig.plane.pins.clock = clock
    return rig, clock


def ask(rig: Rig, request: bytes, fields: bytes = SESSION, answer: bytes = OK) -> tuple[str, bytes]:
    """Send, let whoever was asked answer; return who that was, and what the client got."""
    rig.send(request + b" HTTP/1.1\r\n" + HOST + fields + b"\r\n")
    asked = [n for n, (_, each, _) in enumerate(rig.pool.opened) if each.consumer is not None]
    rig.answer(answer, number=asked[0])
    return rig.pool.opened[asked[0]][0], rig.wire.take()


def pin_of(asked: tuple[str, bytes]) -> bytes:
    return asked[1].partition(b"decompose_pin=")[2].partition(b";")[0]


READ, WRITE, WRITER = b"GET /orders/3/", b"POST /orders/", b"POST /checkout/"


@pytest.mark.parametrize("write", [WRITE, WRITER], ids=["by its own route", "by another writer"])
@pytest.mark.parametrize(
    ("table", "owner", "replica"),
    [
        pytest.param(TABLE, "monolith", "orders", id="the monolith owns"),
        pytest.param(OWNED, "orders", "monolith", id="the service owns"),
    ],
)
def test_a_writer_reads_from_the_owner_for_a_while(
    table: str, owner: str, replica: str, write: bytes
) -> None:
    rig, clock = rig_of(table)
    assert ask(rig, READ)[0] == replica
    assert pin_of(ask(rig, write))
    assert ask(rig, READ)[0] == owner
    assert rig.log.entries[-1].decision.reason == "pinned"
    assert ask(rig, READ, b"Cookie: sessionid=other\r\n")[0] == replica
    clock.now += 11
    assert ask(rig, READ)[0] == replica


def test_a_worker_that_did_not_see_the_write_is_told_by_the_cookie() -> None:
    rig, _ = rig_of(TABLE)
    cookie = pin_of(ask(rig, WRITE))
    other, _ = rig_of(TABLE)
    assert ask(other, READ, b"Cookie: decompose_pin=" + cookie + b"\r\n")[0] == "monolith"


def test_positions_in_the_log_end_it_and_stay_inside() -> None:
    rig, _ = rig_of(TABLE)
    at = b"HTTP/1.1 201 OK\r\nX-Decompose-Position: 0/20\r\nContent-Length: 0\r\n\r\n"
    assert b"X-Decompose" not in ask(rig, WRITE, answer=at)[1]
    behind = OK.replace(b"\r\n\r\n", b"\r\nX-Decompose-Applied: 0/1F\r\n\r\n")
    assert b"X-Decompose" not in ask(rig, READ, b"", behind)[1]
    assert ask(rig, READ)[0] == "monolith"
    ask(rig, READ, b"", behind.replace(b"0/1F", b"0/20"))
    assert ask(rig, READ)[0] == "orders"


@pytest.mark.parametrize(
    ("table", "request_", "answer"),
    [
        pytest.param(TABLE, READ, OK, id="a read"),
        pytest.param(TABLE, b"POST /other/", OK, id="a write elsewhere"),
        pytest.param(TABLE.replace("share = 100", "share = 0"), WRITE, OK, id="nobody to wait for"),
        pytest.param(
            TABLE, WRITE, b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", id="a write that failed"
        ),
    ],
)
def test_nobody_is_pinned_by(table: str, request_: bytes, answer: bytes) -> None:
    rig, _ = rig_of(table)
    assert not pin_of(ask(rig, request_, answer=answer))
    assert not rig.plane.pins.kept


def test_a_position_in_another_log_than_the_owners_says_nothing() -> None:
    rig, clock = rig_of(OWNED)
    at = b"HTTP/1.1 200 OK\r\nX-Decompose-Position: 0/20\r\nContent-Length: 0\r\n\r\n"
    assert ask(rig, WRITER, answer=at)[0] == "monolith"  # it writes the service's tables
    rig.plane.pins.has_applied("orders", 0x20)  # of a log that is no longer followed
    assert ask(rig, READ)[0] == "orders"
    clock.now += 11
    assert ask(rig, READ)[0] == "monolith"


def test_a_new_table_forgets_how_far_the_replicas_were() -> None:
    rig, _ = rig_of(TABLE)
    rig.plane.pins.has_applied("orders", 0x20)
    rig.plane.take(rig.plane.snapshot)
    assert not rig.plane.pins.applied
