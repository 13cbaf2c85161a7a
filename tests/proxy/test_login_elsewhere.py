"""Login has moved to a service: the whole way, with an issuer that is none of the monolith's."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.proxy.site import site

pytestmark = pytest.mark.socket
TABLE = """\
[monolith]
url = "http://127.0.0.1:{monolith}"

[services.accounts]
path = "."
urls = ["http://127.0.0.1:{accounts}"]
owner = "accounts"
share = 100

[[services.accounts.routes]]
pattern = "login/"
effect = "write"

[[services.accounts.routes]]
pattern = "logout/"
effect = "write"

[services.orders]
path = "."
urls = ["http://127.0.0.1:{orders}"]
share = 100

[[services.orders.routes]]
pattern = "orders/<int:pk>/"
methods = ["GET"]
effect = "read"

[proxy]
issuer = "accounts"
instances = {instances}
"""
NAMES = ("monolith", "accounts", "orders")


def test_login_tokens_and_logout(tmp_path: Path) -> None:
    async def main() -> None:
        async with site(tmp_path, TABLE, NAMES, 2) as (backends, (here, there)):
            monolith, accounts, orders = (backends[name] for name in NAMES)
            answer = await here.ask("/login/", method="POST")
            assert answer["by"] == "accounts"
            session = answer["set-cookie"].partition(";")[0]
            cookie = f"csrftoken=c; {session}"
            for each in (here, there):
                assert (await each.ask("/orders/1/", cookie))["by"] == "orders"
                assert (await each.ask("/about/", cookie))["by"] == "monolith"
                assert (await each.ask("/login/", cookie))["by"] == "accounts"
            for backend in (orders, monolith):  # a token, and no session
                assert backend.seen[-1].fields["authorization"] == "Bearer token.of.s0"
                assert backend.seen[-1].fields["cookie"] == "csrftoken=c"
            assert accounts.seen[-1].fields["cookie"] == cookie
            assert "authorization" not in accounts.seen[-1].fields
            assert (monolith.exchanges, accounts.exchanges) == (0, 2)
            await there.ask("/logout/", cookie, method="POST")
            await asyncio.sleep(0.2)
            for each in (here, there):
                await each.ask("/orders/1/", cookie)
                await each.ask("/about/", cookie)
                for backend in (orders, monolith):
                    assert "authorization" not in backend.seen[-1].fields
                    assert "sessionid" not in backend.seen[-1].fields["cookie"]

    asyncio.run(main())


def test_who_shows_nothing_is_served_without_asking_anybody(tmp_path: Path) -> None:
    async def main() -> None:
        async with site(tmp_path, TABLE, NAMES, 1) as (backends, (here,)):
            assert (await here.ask("/orders/1/"))["by"] == "orders"
            assert (await here.ask("/orders/1/", "csrftoken=c"))["by"] == "orders"
            for each in backends["orders"].seen:
                assert "authorization" not in each.fields
            assert backends["accounts"].exchanges == 0

    asyncio.run(main())
