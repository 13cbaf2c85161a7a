from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence

import pytest

from decompose_proxy.admin import Admin, AdminConnection, Answer, Asked
from decompose_proxy.control import CommandError, Document
from tests.proxy.wire.rig import MemoryTransport

TOKEN = {b"authorization": b"Bearer secret"}


async def call(command: str, arguments: Mapping[str, object]) -> Sequence[Document]:
    if command == "gate":
        if arguments.get("service") != "orders":
            raise CommandError("no service")
        gate: Document = {"service": "orders", "state": "closed", "held": 2, "writes_in_flight": 1}
        return [gate, gate]
    if command == "status":
        return [
            {"table": 3, "problem": None, "connections": 1, "routes": []},
            {"table": 2, "problem": "line 4", "connections": 5, "routes": []},
        ]
    return [{"command": command}]


def ask(
    method: str, path: str, headers: dict[bytes, bytes] | None = None, body: str = ""
) -> Answer:
    asked = Asked(method, path, headers or {}, body.encode(), complete=True)
    return asyncio.run(Admin(call, "secret").answer(asked))


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        pytest.param("GET", "/status", None, "", 200, id="a read"),
        pytest.param("GET", "/parity?x=1", None, "", 200, id="a query is passed over"),
        pytest.param("GET", "/healthz", None, "", 200, id="health"),
        pytest.param("GET", "/", None, "", 404, id="no name"),
        pytest.param("GET", "/nothing", None, "", 404, id="another name"),
        pytest.param("POST", "/status", TOKEN, "", 405, id="a read by POST"),
        pytest.param("GET", "/gate", TOKEN, "", 405, id="a change by GET"),
        pytest.param("POST", "/gate", None, "{}", 401, id="no token"),
        pytest.param("POST", "/gate", {b"authorization": b"Bearer x"}, "{}", 401, id="another"),
        pytest.param("POST", "/gate", {b"authorization": b"Bearer "}, "{}", 401, id="an empty one"),
        pytest.param("POST", "/gate", TOKEN, '{"service": "orders"}', 200, id="a change"),
        pytest.param("POST", "/gate", TOKEN, '{"service": "x"}', 400, id="no sense"),
        pytest.param("POST", "/gate", TOKEN, "{", 400, id="no JSON"),
        pytest.param("POST", "/gate", TOKEN, "[]", 400, id="no object"),
    ],
)
def test_what_is_answered(
    method: str, path: str, headers: dict[bytes, bytes] | None, body: str, status: int
) -> None:
    assert ask(method, path, headers, body).status == status


def test_without_a_token_nothing_can_be_changed() -> None:
    asked = Asked("POST", "/gate", {b"authorization": b"Bearer "}, b"{}", complete=True)
    assert asyncio.run(Admin(call, "").answer(asked)).status == 401


def test_a_gate_is_confirmed_by_every_worker() -> None:
    document = json.loads(ask("POST", "/gate", TOKEN, '{"service": "orders"}').body)
    assert (document["confirmed"], document["held"], document["writes_in_flight"]) == (2, 4, 2)


def test_the_status_shows_the_worker_that_is_behind() -> None:
    document = json.loads(ask("GET", "/status").body)
    assert (document["workers"], document["table"], document["problem"]) == (2, 2, "line 4")
    assert document["connections"] == 6


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(b"GET /status HTTP/1.1\r\nHost: a\r\n\r\n", b"200", id="a request"),
        pytest.param(b"HELO\r\n\r\n", b"400", id="no HTTP"),
        pytest.param(
            b"POST /gate HTTP/1.1\r\nContent-Length: 70000\r\n\r\n" + b"a" * 70000,
            b"413",
            id="much",
        ),
    ],
)
def test_a_connection_answers_once_and_without_cors(sent: bytes, status: bytes) -> None:
    async def main() -> bytes:
        connection, wire = AdminConnection(Admin(call, "secret")), MemoryTransport()
        connection.connection_made(wire)
        connection.data_received(sent)
        await asyncio.sleep(0.01)
        assert wire.closed
        return wire.written

    written = asyncio.run(main())
    assert written.startswith(b"HTTP/1.1 " + status)
    assert b"access-control" not in written.lower()
