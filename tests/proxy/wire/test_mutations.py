"""The raw requests and answers, mutated at random: nothing raises, leaks or stays behind."""

from __future__ import annotations

import random
from typing import cast

import pytest

from decompose_proxy.wire.plane import Plane
from tests.proxy.wire import rig as rigs
from tests.proxy.wire import test_answers
from tests.proxy.wire.raw_requests import PASSED, REFUSED, complete_requests, get
from tests.proxy.wire.rig import OK, TABLE, Rig

CASES = 300
REQUESTS = [cast("bytes", each.values[0]) for each in (*REFUSED, *PASSED)]
ANSWERS = [cast("bytes", each.values[0]) for each in (*test_answers.REFUSED, *test_answers.BROKEN)]
ANSWERS += [cast("bytes", each.values[1]) for each in test_answers.ONE_CLEAR]
PIECES = [b"\r\n", b"\n", b"\r", b" ", b"\t", b":", b"0", b"\x00", b",", b";", b"\r\n\r\n"]
PIECES += [b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Host: b\r\n", b"HEAD"]
PIECES += [b"Expect: 100-continue\r\n", b"GET /x HTTP/1.1\r\n", b"HTTP/1.1 100 C\r\n\r\n"]
PIECES += [b"Connection: upgrade\r\nUpgrade: websocket\r\n", b"HTTP/1.0"]


@pytest.mark.parametrize("seed", range(4))
def test_mutations(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    compiled = rigs.snapshot(TABLE)
    monkeypatch.setattr(rigs, "snapshot", lambda _: compiled)
    bugs: list[Exception] = []
    monkeypatch.setattr(Plane, "report", lambda _, error: bugs.append(error))
    for _ in range(CASES):
        rig = Rig()
        talk(chance, rig)
        for _, _, wire in rig.pool.opened:
            if b"pgrade: websocket" not in wire.written:
                complete_requests(wire.written)  # raises where it is not one clear request
        for _ in range(2):
            rig.plane.sweep(rig.plane.now + 5000)
        assert rig.wire.closed or rig.wire.protocol is not None
        rig.client.connection_lost(None)
        assert not any(each.in_flight for found in rig.pool.targets.values() for each in found)
    assert bugs == []


def talk(chance: random.Random, rig: Rig) -> None:
    """Let a client send a mutated request, and backends give mutated answers, in pieces."""
    for piece in pieces(chance, mutated(chance, chance.choice(REQUESTS)) + get(target=b"/next")):
        if not rig.wire.closed:
            rig.client.data_received(piece)
    for _ in range(3):
        asked = [
            n
            for n, (_, each, wire) in enumerate(rig.pool.opened)
            if each.consumer is not None and not wire.closed
        ]
        if not asked:
            return
        answer = mutated(chance, chance.choice(ANSWERS)) if chance.random() < 0.7 else OK
        _, connection, wire = rig.pool.opened[asked[0]]
        for piece in pieces(chance, answer):
            if not wire.closed and wire.protocol is None:
                connection.data_received(piece)


def mutated(chance: random.Random, data: bytes) -> bytes:
    """Change a few places: a piece less, a piece more, another byte, a piece twice."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place, other = (chance.randrange(len(changed) + 1) for _ in range(2))
        kind = chance.random()
        if kind < 0.3:
            del changed[place : place + chance.randint(1, 6)]
        elif kind < 0.7:
            changed[place:place] = chance.choice(PIECES)
        elif kind < 0.85 and changed:
            changed[min(place, len(changed) - 1)] = chance.randrange(256)
        else:
            changed[place:place] = changed[min(place, other) : max(place, other)][:80]
    return bytes(changed)


def pieces(chance: random.Random, data: bytes) -> list[bytes]:
    """Cut at random places."""
    out: list[bytes] = []
    while data:
        size = chance.randint(1, len(data) if chance.random() < 0.5 else 20)
        out.append(data[:size])
        data = data[size:]
    return out
