"""Asking the other side: one pooled client a process, a signed token, a bound on the time."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import httpx
from django.core.exceptions import ImproperlyConfigured

from decompose_link.errors import FailedThere, NotServed, Unreachable
from decompose_link.options import option, seconds, switch
from decompose_link.owners import here
from decompose_link.positions import HEADER, position
from decompose_link.tokens import HEADER as TOKEN
from decompose_link.tokens import token_for

KEY = "Idempotency-Key"
PREFIX = ".decompose/link/"
_PAUSES = (0.0, 0.1, 0.4)  # before each try; a repeated call carries the same key
_key: ContextVar[str] = ContextVar("decompose_idempotency_key", default="")


@contextmanager
def idempotency_key(key: str) -> Iterator[None]:
    """Give the calls of a block a key of their own, so that repeating the block calls nothing
    twice."""
    token = _key.set(key)
    try:
        yield
    finally:
        _key.reset(token)


def ask(peer: str, path: str, document: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Post a document; return the answer and the other side's position.

    Raises:
        Unreachable: no answer in time.
        NotServed: the other side refused the call.
        FailedThere: its code failed.
    """
    if switch("DECOMPOSE_LOOPBACK"):
        return _loopback(peer, path, document)
    headers = {
        TOKEN: token_for(peer, here=here()),
        "Content-Type": "application/json",
        KEY: _next_key(path),
        HEADER: position(),
    }
    answer = _post(f"{_url(peer)}/{PREFIX}{path}", json.dumps(document), headers)
    return _read(answer, peer, path), answer.headers.get(HEADER, "")


def _post(url: str, body: str, headers: dict[str, str]) -> httpx.Response:
    problem = ""
    for pause in _PAUSES:
        time.sleep(pause)
        try:
            answer = _client().post(url, content=body, headers=headers)
        except httpx.TransportError as error:
            problem = f"{type(error).__name__}: {error}"
            continue
        if answer.status_code not in (502, 503, 504):
            return answer
        problem = f"status {answer.status_code}"
    raise Unreachable(f"{url} gave no answer in {len(_PAUSES)} tries ({problem})")


def _read(answer: httpx.Response, peer: str, path: str) -> dict[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        document = {}
    detail = str(document.get("detail", "")) if isinstance(document, dict) else ""
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise FailedThere(f"{path} failed in {peer}: {detail or answer.status_code}")
    if answer.status_code != httpx.codes.OK or not isinstance(document, dict):
        raise NotServed(f"{peer} refuses {path} with {answer.status_code}: {detail}")
    return document


def _loopback(peer: str, path: str, document: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Ask this very process, by way of the wire: tests of one side alone run like this."""
    from decompose_link.serving import answer  # noqa: PLC0415

    body = json.loads(json.dumps(document))
    return json.loads(json.dumps(answer(path, body, caller=here(), loopback=True))), ""


def _next_key(path: str) -> str:
    given = _key.get()
    return f"{given}:{path}"[:200] if given else uuid.uuid4().hex


def _url(peer: str) -> str:
    name = f"DECOMPOSE_{peer.upper().replace('-', '_')}_URL"
    url = option(name)
    if not url:
        raise ImproperlyConfigured(f"set {name}: where {peer} answers")
    return url.rstrip("/")


@cache
def _client() -> httpx.Client:
    bound = seconds("DECOMPOSE_TIMEOUT_SECONDS", 5.0)
    return httpx.Client(timeout=httpx.Timeout(bound, connect=min(bound, 1.0)))
