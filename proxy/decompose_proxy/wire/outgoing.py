"""An answer on its way to the client."""

from __future__ import annotations

from decompose_proxy.request_head import RequestHead
from decompose_proxy.response_head import ResponseHead
from decompose_proxy.wire.copies import Copies
from decompose_proxy.wire.framing import (
    Framing,
    chunk,
    framing_for,
    head_bytes,
    informational_bytes,
    last_chunk,
)
from decompose_proxy.wire.upstream import Piece, UpstreamConnection

SHORT = 4096  # bytes of a body that are copied rather than written by themselves


class Outgoing:
    """The answer to one request: `head` is set once it has begun."""

    __slots__ = ("_framing", "_request", "copies", "head", "keep_alive", "size")

    def __init__(self, request: RequestHead) -> None:
        self._request = request
        self._framing = Framing.NONE
        self.head: ResponseHead | None = None
        self.keep_alive = request.said.keep_alive
        self.size = 0
        self.copies: Copies | None = None

    def begin(self, head: ResponseHead, extra: bytes, *, closing: bool) -> bytes:
        """Write the head."""
        self.head = head
        self._framing = framing_for(self._request, head)
        if closing or self._framing is Framing.CLOSE:
            self.keep_alive = False
        return head_bytes(
            self._request, head, self._framing, keep_alive=self.keep_alive, extra=extra
        )

    def whole(self, head: ResponseHead, upstream: UpstreamConnection, extra: bytes) -> bytes | None:
        """Write an answer that is all here, short, and as plain as most; None for any other."""
        chunks, request = upstream.chunks, self._request
        if not head.written or len(chunks) != 1 or len(chunks[0]) > SHORT or self.copies:
            return None
        if not self.keep_alive or request.said.old or request.method == "HEAD":
            return None
        self.head = head
        first = head_bytes(request, head, Framing.LENGTH, keep_alive=True, extra=extra)
        data = b"".join((first, chunks[0]))
        self.size = len(data)
        return data

    def informational(self, upstream: UpstreamConnection) -> bytes:
        """Write answers such as 100 and 103; HTTP/1.0 knows none."""
        if self._request.said.old or self.head is not None or not upstream.informational:
            return b""
        return b"".join(map(informational_bytes, upstream.informational))

    def rest(self, upstream: UpstreamConnection, first: bytes) -> list[Piece]:
        """Write what came of the body after `first`, and the end if it came."""
        chunks, framing = upstream.chunks, self._framing
        if chunks and self.copies is not None:
            self.copies.add_answer(chunks)
        if framing is Framing.LENGTH or framing is Framing.CLOSE:
            out = [first, *chunks] if first else chunks
        else:
            out = [first] if first else []
            if framing is Framing.CHUNKED:
                if chunks:
                    out.append(chunk(b"".join(chunks)))
                if upstream.complete:
                    out.append(last_chunk(upstream.trailers))
        for piece in out:
            self.size += len(piece)
        return out
