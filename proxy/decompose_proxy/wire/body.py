"""A request's body: held while it is short or nobody takes it yet, then passed on in pieces."""

from __future__ import annotations

from typing import ClassVar

from decompose_proxy.headers import Fields
from decompose_proxy.request_head import RequestFields
from decompose_proxy.wire.framing import chunk, last_chunk


class RequestBody:
    """The body of one request."""

    __slots__ = ("_chunked", "_length", "complete", "pieces", "size", "trailers", "whole")

    # Read only: what a request without a body has instead of one.
    NONE: ClassVar[RequestBody]

    def __init__(self, said: RequestFields, whole: bytes = b"") -> None:
        """Begin with nothing, or with the whole body."""
        self._chunked = said.chunked
        self._length = said.length
        self.pieces = [whole] if whole else []
        self.size = len(whole)
        self.complete = bool(whole) or not said.has_body
        self.trailers: Fields = ()
        self.whole = True  # `pieces` still hold all that came

    def add(self, chunks: list[bytes], *, complete: bool, trailers: Fields) -> None:
        """Take what came; who holds it decides whether it is kept in `pieces`."""
        self.size += sum(map(len, chunks))
        self.complete = complete
        self.trailers = trailers

    def short(self, limit: int) -> bool:
        """Say whether it is to be read whole before a worker of a backend is taken."""
        return self.size <= limit and (self._length is None or self._length <= limit)

    def start(self, limit: int) -> bytes:
        """Return what a backend gets with the head; what can be sent again is kept."""
        data = self.encoded(self.pieces)
        self.whole = self.complete and self.size <= limit
        if not self.whole:
            self.pieces = []
        return data

    def encoded(self, chunks: list[bytes]) -> bytes:
        """Write pieces in the framing of the request, with its end if this is all."""
        data = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        if not self._chunked:
            return data
        if data:
            data = chunk(data)
        return data + last_chunk(self.trailers) if self.complete else data


RequestBody.NONE = RequestBody(RequestFields())
