"""Copies of what passes, for those who listen at the tap: bounded, and only where wanted."""

from __future__ import annotations

import time
from collections.abc import Iterable

from decompose_proxy.choose import Decision
from decompose_proxy.request_head import RequestHead
from decompose_proxy.response_head import ResponseHead
from decompose_proxy.tap import BODY_LIMIT, Capture, Subscription
from decompose_proxy.wire.upstream import Piece


class Copies:
    """The copies of one request and its answer."""

    __slots__ = ("_answer", "_answer_size", "_body", "_body_size", "_sampled", "_wanted", "told")

    def __init__(self, wanted: tuple[Subscription, ...], *, sampled: bool) -> None:
        self._wanted = wanted
        self._sampled = sampled
        self._body: list[bytes] = []
        self._body_size = 0
        self._answer: list[Piece] = []
        self._answer_size = 0
        self.told = b""  # what the control was told about the client, as lines

    def add_body(self, chunks: list[bytes]) -> None:
        """Keep a piece of the request's body."""
        self._body_size += sum(map(len, chunks))
        if self._body_size <= BODY_LIMIT:
            self._body += chunks

    def add_answer(self, chunks: list[Piece]) -> None:
        """Keep a piece of the answer's body."""
        self._answer_size += sum(map(len, chunks))
        if self._answer_size <= BODY_LIMIT:
            self._answer += chunks

    def offer(
        self,
        *,
        id: bytes,
        head: RequestHead,
        answer: ResponseHead,
        decision: Decision,
        since: float,
    ) -> None:
        """Hand the whole exchange to who wants it; returns at once."""
        seconds = time.perf_counter() - since
        capture = Capture(
            id=id.decode(),
            route=decision.route,
            sampled=self._sampled,
            method=head.method,
            target=head.target.decode("latin-1"),
            headers=tuple(_fields(head, self.told)),
            body=b"".join(self._body),
            answered_by=decision.target,
            status=answer.status,
            answer_headers=tuple(answer.fields),
            answer_body=b"".join(self._answer),
            seconds=seconds,
            at=time.time() - seconds,
            truncated=self._answer_size > BODY_LIMIT or self._body_size > BODY_LIMIT,
        )
        for each in self._wanted:
            each.offer(capture)


def _fields(head: RequestHead, told: bytes) -> Iterable[tuple[bytes, bytes]]:
    """Return the fields as the control got them, with what this proxy told it about the client."""
    said = head.said
    added = (each.partition(b": ") for each in told.split(b"\r\n") if each)
    fields = [(b"Host", said.host), *said.crossing, *((name, value) for name, _, value in added)]
    if said.cookie:
        fields.append((b"Cookie", said.cookie))
    if said.authorization:
        fields.append((b"Authorization", said.authorization))
    return fields
