"""A monolith, services and an issuer on loopback, and instances of the proxy before them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from decompose_proxy.address import Address
from decompose_proxy.admin import Admin, AdminConnection
from decompose_proxy.control import Document
from decompose_proxy.neighbours import Neighbours
from decompose_proxy.server import Options, Worker, bind
from decompose_proxy.table import instances
from decompose_proxy.wire.limits import Limits
from tests.proxy.listener import Listener

TOKEN = "admin-token"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as a backend got it; names of fields are in lower case."""

    path: str
    fields: Mapping[str, str]


class Backend(Listener):
    """Answers everything, and can be an issuer: sessions begin at /login/ and end at /logout/."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.seen: list[Seen] = []
        self.sessions: set[str] = set()
        self.exchanges = 0
        self.more: dict[str, str] = {}  # fields of every answer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer, and note what was asked."""
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = (each.split(": ", 1) for each in lines[1:] if each)
        fields = {name.lower(): value for name, value in pairs}
        body, more = self._answer(lines[0].split(" ")[1], fields)
        head = "".join(f"{name}: {value}\r\n" for name, value in more.items())
        length = f"Content-Length: {len(body)}\r\n\r\n"
        writer.write(f"HTTP/1.1 200 OK\r\n{head}{length}{body}".encode())
        return True

    def _answer(self, path: str, fields: dict[str, str]) -> tuple[str, dict[str, str]]:
        cookie = fields.get("cookie", "")
        session = cookie.partition("sessionid=")[2].partition(";")[0]
        if path == "/.decompose/identity/":
            self.exchanges += 1
            token = f"token.of.{session}" if session in self.sessions else None
            return json.dumps({"token": token, "expires": time.time() + 60}), {}
        self.seen.append(Seen(path, fields))
        if path == "/login/":
            new = f"s{len(self.sessions)}"
            self.sessions.add(new)
            return self.name, {"Set-Cookie": f"sessionid={new}; Path=/; HttpOnly"}
        if path == "/logout/":
            self.sessions.discard(session)
            return self.name, {"Set-Cookie": "sessionid=; Path=/; Max-Age=0"}
        return self.name, dict(self.more)


class Instance:
    """A running instance of the proxy."""

    def __init__(self, config: Path) -> None:
        self.said: list[str] = []
        self.worker = Worker(Options(config, limits=Limits(drain_idle_seconds=0)))
        self._neighbours = Neighbours(
            lambda: instances(self.worker.project), TOKEN, self.said.append
        )
        self._admin: asyncio.Server | None = None
        self.port = 0

    async def start(self, admin: Address) -> None:
        """Serve, with the admin API at a given address."""

        async def call(command: str, arguments: Mapping[str, object]) -> Sequence[Document]:
            return [self.worker.control.handle(command, arguments)]

        self.worker.plane.tell_others = self._neighbours.changed
        await self.worker.start(bind(Address("127.0.0.1", 0)))
        self.port = self.worker.address.port
        served, loop = Admin(call, TOKEN), asyncio.get_running_loop()
        self._admin = await loop.create_server(lambda: AdminConnection(served), sock=bind(admin))

    async def stop(self) -> None:
        """End."""
        assert self._admin is not None
        self._admin.close()
        await self._neighbours.close()
        await self.worker.stop()

    async def ask(self, path: str, cookie: str = "", method: str = "GET") -> dict[str, str]:
        """Ask on a connection of its own; return who answered, and the fields of the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        shown = f"Cookie: {cookie}\r\n" if cookie else ""
        first = f"{method} {path} HTTP/1.1\r\nHost: shop.example\r\n"
        writer.write(f"{first}{shown}Connection: close\r\n\r\n".encode())
        answer = (await asyncio.wait_for(reader.read(), 10)).decode()
        writer.close()
        await writer.wait_closed()
        head, _, body = answer.partition("\r\n\r\n")
        assert head.startswith("HTTP/1.1 200 "), head
        pairs = (each.split(": ", 1) for each in head.split("\r\n")[1:])
        return {name.lower(): value for name, value in pairs} | {"by": body}


@contextlib.asynccontextmanager
async def site(
    folder: Path, table: str, names: Sequence[str], count: int
) -> AsyncIterator[tuple[dict[str, Backend], list[Instance]]]:
    """Start backends of these names and so many instances; `table` holds `{monolith}`, ..."""
    backends = {name: Backend(name) for name in names}
    for each in backends.values():
        await each.start()
    probes = [bind(Address("127.0.0.1", 0)) for _ in range(count)]
    admins = [Address("127.0.0.1", each.getsockname()[1]) for each in probes]
    for probe in probes:
        probe.close()
    config = folder / "decompose.toml"
    ports = {name: each.port for name, each in backends.items()}
    config.write_text(table.format(**ports, instances=[str(each) for each in admins]))
    running = [Instance(config) for _ in admins]
    for instance, admin in zip(running, admins, strict=True):
        await instance.start(admin)
    yield backends, running
    for instance in running:
        await instance.stop()
    for each in backends.values():
        each.kill()
    await asyncio.sleep(0.01)
