"""Several instances of the proxy: what one learns of a session, the others know at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from decompose_core.problem import Refused
from decompose_proxy import neighbours
from decompose_proxy.table import load
from tests.proxy.site import Backend, Instance, site

pytestmark = pytest.mark.socket
TABLE = """\
[monolith]
url = "http://127.0.0.1:{monolith}"

[services.orders]
path = "."
urls = ["http://127.0.0.1:{orders}"]
share = 100

[[services.orders.routes]]
pattern = "orders/<int:pk>/"
methods = ["GET"]
effect = "read"

[proxy]
instances = {instances}
"""
SESSION = "sessionid=s0"


async def log_in(monolith: Backend, instances: list[Instance]) -> None:
    """Log in, and let every instance know who that is."""
    await instances[0].ask("/login/", method="POST")
    for each in instances * 3:
        assert (await each.ask("/orders/1/", SESSION))["by"] == "orders"
    assert monolith.exchanges == len(instances)


def test_a_logout_at_one_instance_drops_the_token_at_the_others(tmp_path: Path) -> None:
    async def main() -> None:
        async with site(tmp_path, TABLE, ("monolith", "orders"), 3) as (backends, instances):
            monolith, orders = backends["monolith"], backends["orders"]
            await log_in(monolith, instances)
            assert orders.seen[-1].fields["authorization"] == "Bearer token.of.s0"
            await instances[1].ask("/logout/", SESSION, method="POST")
            await asyncio.sleep(0.2)
            for each in instances:
                await each.ask("/orders/1/", SESSION)
                assert "authorization" not in orders.seen[-1].fields
            assert monolith.exchanges == 6
            assert [each.said for each in instances] == [[], [], []]

    asyncio.run(main())


def test_an_instance_that_is_gone_is_named_once_and_in_nobodys_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "PAUSES", (0.01, 0.01))

    async def main() -> None:
        async with site(tmp_path, TABLE, ("monolith", "orders"), 2) as (backends, instances):
            await log_in(backends["monolith"], instances)
            gone = instances.pop()
            await gone.stop()
            for _ in range(2):
                await instances[0].ask("/logout/", SESSION, method="POST")
                await asyncio.sleep(0.2)
            assert len(instances[0].said) == 1
            assert "can't be told of a logout" in instances[0].said[0]
            await instances[0].ask("/orders/1/", SESSION)
            assert "authorization" not in backends["orders"].seen[-1].fields

    asyncio.run(main())


def test_what_is_told_is_no_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    async def post(_: object, address: object, session: str) -> str:
        told.append(session)
        return ""

    monkeypatch.setattr(neighbours.Neighbours, "_post", post)

    async def main() -> None:
        async with site(tmp_path, TABLE, ("monolith", "orders"), 2) as (_, instances):
            await instances[0].ask("/logout/", "sessionid=secret", method="POST")
            await asyncio.sleep(0.05)

    asyncio.run(main())
    assert len(told) == 2
    assert all(len(each) == 64 and "secret" not in each for each in told)


def test_an_instance_that_is_no_address_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "decompose.toml"
    file.write_text('[proxy]\nadmin = "127.0.0.1:1"\ninstances = ["127.0.0.1:2", "here"]\n')
    with pytest.raises(Refused, match=r"decompose.toml:3.*instances\[1\]: 'here' is no address"):
        load(file, 1)
