"""An exception that nobody expected costs one client one answer, wherever it comes from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from decompose_proxy.wire.deciding import Deciding
from decompose_proxy.wire.flight import Flight
from decompose_proxy.wire.outgoing import Outgoing
from tests.proxy.wire.rig import OK, TABLE, Rig

HOST = b"Host: shop.example\r\n"
READ = b"GET /orders/3/ HTTP/1.1\r\n" + HOST + b"\r\n"
WRITE = b"POST /orders/ HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\n\r\nx"


def raises(*_: object, **__: object) -> None:
    raise ZeroDivisionError("a bug")


def asks(rig: Rig) -> None:
    rig.send(READ)


def answers(rig: Rig) -> None:
    rig.answer(OK)


@pytest.mark.parametrize(
    ("owner", "name", "before", "cause"),
    [
        pytest.param(Deciding, "_match", lambda rig: None, asks, id="while it is decided"),
        pytest.param(Flight, "_dispatch", lambda rig: None, asks, id="while it is sent"),
        pytest.param(Flight, "_send", lambda rig: None, asks, id="when a connection is made"),
        pytest.param(Flight, "_begin_answer", asks, answers, id="when the answer comes"),
        pytest.param(Outgoing, "rest", asks, answers, id="in the answer's body"),
        pytest.param(Flight, "_failed", asks, lambda rig: rig.break_upstream(), id="when it fails"),
        pytest.param(
            Flight, "_failed", asks, lambda rig: rig.plane.sweep(99.0), id="when its time is over"
        ),
        pytest.param(
            Flight,
            "_decide",
            lambda rig: (rig.plane.gates.close("orders", 9.0), rig.send(WRITE)),
            lambda rig: rig.plane.gates.open("orders"),
            id="when the gate opens",
        ),
        pytest.param(
            Flight,
            "_dispatch",
            lambda rig: rig.send(WRITE.removesuffix(b"x")),
            lambda rig: rig.send(b"xy"),
            id="when the body comes",
        ),
    ],
)
def test_one_client_gets_a_500_and_the_others_what_they_asked_for(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    owner: type,
    name: str,
    before: Callable[[Rig], object],
    cause: Callable[[Rig], object],
) -> None:
    rig = Rig()
    before(rig)
    with monkeypatch.context() as broken:
        broken.setattr(owner, name, raises)
        cause(rig)
    written = rig.wire.take()
    assert written.startswith(b"HTTP/1.1 500 ")
    assert b"X-Decompose-Error: bug\r\n" in written
    assert rig.wire.closed or rig.wire.ended
    assert rig.log.entries[-1].status == 500
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert all(each.in_flight == 0 for found in rig.pool.targets.values() for each in found)
    client, wire = rig.connect()
    client.data_received(READ)
    rig.answer(OK)
    assert wire.take() == OK


def test_the_clock_goes_on_when_one_expiry_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig(TABLE)
    rig.send(READ)
    other, wire = rig.connect()
    other.data_received(READ)
    with monkeypatch.context() as broken:
        broken.setattr(Flight, "_failed", raises)
        rig.plane.sweep(rig.plane.now + 99)
    assert rig.wire.is_closing()
    assert wire.is_closing()
