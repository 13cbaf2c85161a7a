"""Read your own writes over several workers, by positions in the owner's log."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from decompose_proxy.health import HealthChecks
from tests.proxy.site import Instance, site

pytestmark = pytest.mark.socket
TABLE = """\
[monolith]
url = "http://127.0.0.1:{monolith}"

[services.orders]
path = "."
urls = ["http://127.0.0.1:{orders}"]
share = 100
health = "/livez/"

[[services.orders.routes]]
pattern = "orders/<int:pk>/"
methods = ["GET"]
effect = "read"

[[services.orders.routes]]
pattern = "orders/"
methods = ["POST"]
effect = "write"

[proxy]
instances = {instances}
pin_seconds = 60
"""


async def check(*workers: Instance) -> None:
    """Let them ask the replica how it is, as they do every two seconds."""
    for each in workers:
        await HealthChecks(each.worker.plane).check()


def test_every_worker_holds_a_reader_until_the_replica_has_the_write(tmp_path: Path) -> None:
    async def main() -> None:
        names = ("monolith", "orders")
        async with site(tmp_path, TABLE, names, 2) as (backends, (one, two)):
            monolith, orders = backends["monolith"], backends["orders"]
            monolith.more = {"X-Decompose-Position": "16/B374D848"}
            orders.more = {"X-Decompose-Applied": "16/B374D847"}
            written = await one.ask("/orders/", "sessionid=s1", method="POST")
            assert written["by"] == "monolith"
            assert not any(each.startswith("x-decompose") for each in written)
            mine = "sessionid=s1; " + written["set-cookie"].partition(";")[0]
            for _ in range(2):
                await check(one, two)
                for worker in (one, two):
                    assert (await worker.ask("/orders/1/", mine))["by"] == "monolith"
                    assert (await worker.ask("/orders/1/", "sessionid=s2"))["by"] == "orders"
            orders.more = {"X-Decompose-Applied": "16/B374D848"}
            await check(one, two)
            for worker in (one, two):
                assert (await worker.ask("/orders/1/", mine))["by"] == "orders"
            monolith.more = {"X-Decompose-Position": "17/1"}  # more than the low half can say
            written = await two.ask("/orders/", "sessionid=s1", method="POST")
            mine = "sessionid=s1; " + written["set-cookie"].partition(";")[0]
            for worker in (one, two):
                assert (await worker.ask("/orders/1/", mine))["by"] == "monolith"

    asyncio.run(main())


def test_a_worker_learns_of_the_replica_from_any_answer(tmp_path: Path) -> None:
    async def main() -> None:
        names = ("monolith", "orders")
        async with site(tmp_path, TABLE, names, 1) as (backends, (worker,)):
            backends["monolith"].more = {"X-Decompose-Position": "0/20"}
            backends["orders"].more = {"X-Decompose-Applied": "0/20"}
            written = await worker.ask("/orders/", "sessionid=s1", method="POST")
            mine = "sessionid=s1; " + written["set-cookie"].partition(";")[0]
            assert (await worker.ask("/orders/1/", mine))["by"] == "monolith"
            await worker.ask("/orders/1/", "sessionid=s2")
            assert (await worker.ask("/orders/1/", mine))["by"] == "orders"

    asyncio.run(main())
