"""Heads that the parser has read before: the same bytes mean the same, and need no second reading.

Clients send the same fields with each request, and a backend the same ones with many an answer, so
nearly all the parser's work is a repetition. What is remembered are whole blocks of bytes with
what llhttp made of them. Nothing is parsed here: a block is only kept if writing the parsed
fields out gives back its very bytes, so what is recalled has one meaning, the parser's. What is
not in the plainest form (a body of known length, a connection that stays, no upgrade, no `Expect`)
always goes through the parser.
"""

from __future__ import annotations

import re
from typing import NamedTuple, TypeVar

from decompose_proxy.headers import Fields, field_lines
from decompose_proxy.request_head import RequestFields, RequestHead, decoded_path
from decompose_proxy.response_head import ResponseHead

REMEMBERED = 1024  # blocks; all are forgotten when there are more
SEEN = 4096  # blocks that were seen once
LINES = 8192
LONGEST = 4096  # bytes of a block; so all of them take some megabytes
LONGEST_LINE = 256
END = b"\r\n\r\n"
T = TypeVar("T")
# What RFC 3986 allows in a path and a query, all of which llhttp takes as it is.
_LINE = re.compile(
    rb"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*) HTTP/1\.1"
)


class _Line(NamedTuple):
    """A request line."""

    method: str
    target: bytes
    path: str


class Once:
    """Tells what is seen for the first time: what never comes again is not worth keeping."""

    __slots__ = ("_hashes",)

    def __init__(self) -> None:
        self._hashes: set[int] = set()

    def first(self, block: bytes) -> bool:
        """Say whether a block is new; two that share a hash only make one kept too early."""
        number = hash(block)
        if number in self._hashes:
            return False
        if len(self._hashes) >= SEEN:
            self._hashes.clear()
        self._hashes.add(number)
        return True


class _Blocks(dict[bytes, T]):
    """Blocks of bytes with what the parser made of them."""

    __slots__ = ("once",)

    def __init__(self) -> None:
        super().__init__()
        self.once = Once()

    def wants(self, block: bytes) -> bool:
        """Say whether a block is worth keeping."""
        return len(block) <= LONGEST and not self.once.first(block)

    def keep(self, block: bytes, first: bytes, fields: Fields, said: T) -> None:
        """Keep a block if it is, to the byte, what is written for its first line and fields."""
        if block + b"\r\n" != first + field_lines(fields) or b"\nupgrade:" in block.lower():
            return
        if len(self) >= REMEMBERED:
            self.clear()
        self[block] = said


class RequestRecall:
    """Remembers the fields of requests, and request lines."""

    __slots__ = ("_blocks", "_lines")

    def __init__(self) -> None:
        self._blocks = _Blocks[RequestFields]()
        self._lines: dict[bytes, _Line] = {}

    def find(self, data: bytes) -> tuple[RequestHead, bytes] | None:
        """Return the request that a read is, with its body, if its fields were seen before.

        None for what is less than a whole request, or more.
        """
        first = data.find(b"\r\n")
        end = data.find(END, first)
        said = self._blocks.get(data[first:end]) if end > 0 else None
        if said is None:
            return None
        line = self._lines.get(data[:first]) or self._line(data[:first])
        body = data[end + 4 :]
        if line is None or len(body) != (said.length or 0):
            return None
        return RequestHead(*line, said), body

    def keep(self, data: bytes, fields: Fields, said: RequestFields) -> None:
        """Remember the fields of the request that a read begins with."""
        first = data.find(b"\r\n")
        end = data.find(END, first)
        block = data[first:end]
        if not self._blocks.wants(block):
            return
        plain = said.keep_alive and not (
            said.chunked or said.upgrade or said.expects_continue or said.old
        )
        if plain and _LINE.fullmatch(data[:first]) is not None:
            self._blocks.keep(block, b"\r\n", fields, said)

    def _line(self, raw: bytes) -> _Line | None:
        found = _LINE.fullmatch(raw) if len(raw) <= LONGEST_LINE else None
        if found is None:
            return None
        if len(self._lines) >= LINES:
            self._lines.clear()
        line = self._lines[raw] = _Line(found[1].decode(), found[2], decoded_path(found[2]))
        return line


class AnswerRecall:
    """Remembers the heads of answers."""

    __slots__ = ("_blocks",)

    def __init__(self) -> None:
        self._blocks = _Blocks[ResponseHead]()

    def find(self, data: bytes) -> tuple[ResponseHead, int] | None:
        """Return the head that a read begins with, and where its body begins."""
        end = data.find(END)
        if end < 0:
            return None
        head = self._blocks.get(data[:end])
        return None if head is None else (head, end + 4)

    def keep(self, data: bytes, version: str, fields: Fields, head: ResponseHead) -> None:
        """Remember the head that a read begins with."""
        block = data[: data.find(END)]
        if not self._blocks.wants(block):
            return
        plain = head.keep_alive and head.length is not None and head.status >= 200
        if plain and not (head.chunked or head.upgrade or head.status in (204, 304)):
            first = b"HTTP/%b %d %b\r\n" % (version.encode(), head.status, head.reason)
            self._blocks.keep(block, first, fields, head)
