"""Two workers as processes of their own: what one learns of a session, the other knows."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from pathlib import Path

import pytest

from decompose_proxy.address import Address
from decompose_proxy.cookies import digest_of
from decompose_proxy.server import Options
from decompose_proxy.supervisor import Supervisor

pytestmark = pytest.mark.socket
TABLE = """\
[monolith]
url = "http://127.0.0.1:{port}"

[services.orders]
path = "."
urls = ["http://127.0.0.1:{port}"]
share = 100

[[services.orders.routes]]
pattern = "orders/<int:pk>/"
methods = ["GET"]
effect = "read"
"""
CLIENTS = 24  # enough that the kernel gives both workers some


class Backend:
    """Monolith and service in one; `exchanges` counts how often a session was exchanged."""

    def __init__(self) -> None:
        self.exchanges = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1]
                body, fields = b"ok", b""
                if path == b"/.decompose/identity/":
                    self.exchanges += 1
                    body = json.dumps({"token": "a.b.c", "expires": time.time() + 60}).encode()
                elif path == b"/logout/":
                    fields = b"Set-Cookie: sessionid=; Max-Age=0\r\n"
                length = b"Content-Length: %d\r\n\r\n" % len(body)
                writer.write(b"HTTP/1.1 200 OK\r\n" + fields + length + body)
        writer.close()


async def ask(port: int, line: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    cookie = b"Cookie: sessionid=s1\r\nConnection: close\r\n\r\n"
    writer.write(line + b" HTTP/1.1\r\nHost: a\r\n" + cookie)
    answer = await asyncio.wait_for(reader.read(), 10)
    assert answer.startswith(b"HTTP/1.1 200 ")
    writer.close()
    await writer.wait_closed()


def test_a_logout_at_one_worker_drops_the_token_at_the_other(tmp_path: Path) -> None:
    async def main() -> None:
        backend = Backend()
        server = await asyncio.start_server(backend.serve, "127.0.0.1", 0)
        config = tmp_path / "decompose.toml"
        config.write_text(TABLE.format(port=server.sockets[0].getsockname()[1]))
        said: list[str] = []
        told: list[str] = []
        supervisor = Supervisor(Options(config, workers=2), said.append, told.append)
        port = (await supervisor.start(Address("127.0.0.1", 0))).port
        for _ in range(CLIENTS):
            await ask(port, b"GET /orders/1/")
        assert backend.exchanges == 2
        await ask(port, b"POST /logout/")
        await asyncio.sleep(0.1)
        answers = await supervisor.call("status", {})
        assert len(answers) == 2
        for _ in range(CLIENTS):
            await ask(port, b"GET /orders/1/")
        assert backend.exchanges == 4
        await supervisor.stop()
        server.close()
        await asyncio.sleep(0.05)
        assert said == []
        assert told == [digest_of(b"s1")]

    asyncio.run(main())
