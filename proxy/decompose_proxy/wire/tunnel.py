"""Two connections joined: bytes pass both ways, each side as fast as the other one reads."""

from __future__ import annotations

import asyncio

from decompose_proxy.wire.plane import Plane

NEVER = float("inf")


class Tunnel(asyncio.Protocol):
    """One end of a tunnel."""

    __slots__ = ("_other", "_plane", "_transport", "deadline")

    def __init__(
        self, plane: Plane, transport: asyncio.Transport, other: asyncio.Transport
    ) -> None:
        self._plane = plane
        self._transport = transport
        self._other = other
        self.deadline = NEVER

    @staticmethod
    def join(
        plane: Plane,
        client: asyncio.Transport,
        server: asyncio.Transport,
        *,
        to_client: bytes,
        to_server: bytes,
    ) -> None:
        """Join two connections, and pass on what had come already."""
        ends = Tunnel(plane, client, server), Tunnel(plane, server, client)
        client.set_protocol(ends[0])
        server.set_protocol(ends[1])
        plane.connections.add(ends[0])
        if to_client:
            client.write(to_client)
        if to_server:
            server.write(to_server)

    def data_received(self, data: bytes) -> None:
        """Pass bytes on."""
        self._other.write(data)

    def eof_received(self) -> bool:
        """Pass the end of one direction on; the other one may go on."""
        if self._other.can_write_eof() and not self._other.is_closing():
            self._other.write_eof()
            return True
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Close the other end when it has sent what it has."""
        self._plane.connections.discard(self)
        self._other.close()

    def pause_writing(self) -> None:
        """Pass the back-pressure on."""
        if not self._other.is_closing():
            self._other.pause_reading()

    def resume_writing(self) -> None:
        """Pass the end of the back-pressure on."""
        if not self._other.is_closing():
            self._other.resume_reading()

    def expired(self) -> None:
        """A tunnel has no deadline."""

    def drain(self) -> None:
        """Close: a tunnel never ends by itself, and its client can open another one."""
        self._transport.close()

    def close_now(self) -> None:
        """Close at once."""
        self._transport.abort()
