"""Login has moved to a service: it alone is shown the session, everybody else gets its token."""

from __future__ import annotations

import pytest

from decompose_proxy.cookies import digest_of
from decompose_proxy.wire.seams import Credential
from tests.proxy.wire.rig import OK, TABLE, Rig, head_of

HOST = b"Host: shop.example\r\n"
SESSION = b"Cookie: a=1; sessionid=secret\r\n"
MOVED = (
    TABLE.replace("share = 100", 'share = 100\nowner = "orders"')
    + """
[services.accounts]
path = "extracted/accounts"
urls = ["http://accounts:8003"]
owner = "accounts"
share = 100

[[services.accounts.routes]]
pattern = "login/"
effect = "write"

[[services.accounts.routes]]
pattern = "profile/"
methods = ["GET"]
effect = "read"

[proxy]
issuer = "accounts"
"""
)


def ask(rig: Rig, method: bytes, path: bytes) -> tuple[str, list[bytes]]:
    rig.send(method + b" " + path + b" HTTP/1.1\r\n" + HOST + SESSION + b"\r\n")
    return rig.asked[-1], head_of(rig.upstream().take())[1]


@pytest.mark.parametrize(
    ("method", "path", "target"),
    [
        pytest.param(b"GET", b"/other/", "monolith", id="the monolith"),
        pytest.param(b"POST", b"/other/", "monolith", id="a write to the monolith"),
        pytest.param(b"GET", b"/orders/3/", "orders", id="another service"),
    ],
)
def test_others_get_the_token(method: bytes, path: bytes, target: str) -> None:
    asked, fields = ask(Rig(MOVED), method, path)
    assert asked == target
    assert b"Authorization: Bearer token-of-secret" in fields
    assert b"Cookie: a=1" in fields


@pytest.mark.parametrize("path", [b"/login/", b"/profile/"])
def test_the_issuer_gets_the_session(path: bytes) -> None:
    method = b"POST" if path == b"/login/" else b"GET"
    asked, fields = ask(Rig(MOVED), method, path)
    assert asked == "accounts"
    assert SESSION.strip() in fields
    assert not any(each.startswith(b"Authorization") for each in fields)


def test_logout_there_drops_the_token() -> None:
    rig = Rig(MOVED)
    ask(rig, b"POST", b"/login/")
    rig.answer(b"HTTP/1.1 200 OK\r\nSet-Cookie: sessionid=; Max-Age=0\r\nContent-Length: 0\r\n\r\n")
    assert rig.identity.forgotten == [digest_of(b"secret")]


def test_a_read_that_the_issuer_can_not_answer_goes_to_the_monolith_with_a_token() -> None:
    rig = Rig(MOVED)
    ask(rig, b"GET", b"/profile/")
    rig.break_upstream()
    assert rig.asked == ["accounts", "monolith"]
    assert b"Bearer token-of-secret" in rig.upstream().written
    assert b"sessionid" not in rig.upstream().written
    rig.answer(OK)
    assert rig.wire.take() == OK


@pytest.mark.parametrize("path", [b"/other/", b"/orders/3/"])
def test_while_the_issuer_can_not_say_who_asks_nobody_is_taken_for_nobody(path: bytes) -> None:
    rig = Rig(MOVED)
    rig.identity.down = True
    rig.send(b"GET " + path + b" HTTP/1.1\r\n" + HOST + SESSION + b"\r\n")
    assert rig.asked == []
    assert rig.wire.take().startswith(b"HTTP/1.1 503 ")


def test_who_shows_nothing_needs_no_issuer() -> None:
    rig = Rig(MOVED)
    rig.identity.known = lambda session, authorization: Credential()  # type: ignore[method-assign]
    rig.send(b"GET /other/ HTTP/1.1\r\n" + HOST + b"\r\n")
    assert rig.asked == ["monolith"]
