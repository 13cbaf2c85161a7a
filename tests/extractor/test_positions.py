"""What the sides say of their logs, as the proxy reads it, on servers that follow each other."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from decompose_proxy.pins import position_of
from tests.databases import Databases
from tests.extractor.replicated import Replicated
from tests.extractor.sides import Side, build, free_url, read_plan, start

POSITION, APPLIED = "X-Decompose-Position", "X-Decompose-Applied"
WRITE = "from people.models import Person\nPerson.objects.create(name='new')"


@pytest.fixture(scope="module")
def shop(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicated]:
    monolith, service, made = build(tmp_path_factory.mktemp("positions"))
    databases = Databases(postgres_url)
    urls = {"monolith": free_url(), "orders": free_url()}
    sides: list[Side] = []
    try:
        for name, path, settings in (
            ("monolith", monolith, "site_settings"),
            ("orders", service, "config.settings"),
        ):
            sides.append(start(path, name, settings, databases.create(name), urls))
        found = Replicated(sides[0], sides[1], read_plan(made))
        found.follow()
        yield found
    finally:
        for each in sides:
            each.stop()
        databases.drop_all()


def _position(shop: Replicated, method: str = "POST") -> int:
    answer = httpx.request(method, f"{shop.monolith.url}/nothing/")
    return position_of(answer.headers.get(POSITION, ""))


def _applied(shop: Replicated, path: str = "/livez/") -> int:
    return position_of(httpx.get(shop.service.url + path).headers.get(APPLIED, ""))


def _until_applied(shop: Replicated, position: int) -> bool:
    deadline = time.monotonic() + 15
    while _applied(shop) < position:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_after_a_write_the_monolith_says_where_its_log_stands(shop: Replicated) -> None:
    before = _position(shop)
    shop.monolith.run(WRITE)
    assert 0 < before < _position(shop)
    assert POSITION not in httpx.get(f"{shop.monolith.url}/nothing/").headers


def test_what_a_replica_says_it_has_can_be_read_there(shop: Replicated) -> None:
    for number in range(5):
        name = f"writer {number}"
        shop.monolith.run(WRITE.replace("'new'", repr(name)))
        assert _until_applied(shop, _position(shop))
        assert shop.service.sql("SELECT 1 FROM people_person WHERE name = %s", name)


def test_a_replica_that_is_held_up_does_not_say_that_it_has_it(shop: Replicated) -> None:
    shop.service.sql("BEGIN")
    try:
        shop.service.sql("LOCK TABLE people_person IN SHARE MODE")
        shop.monolith.run(WRITE)
        position = _position(shop)
        time.sleep(0.5)
        assert _applied(shop) < position
    finally:
        shop.service.sql("ROLLBACK")
    assert _until_applied(shop, position)


def test_an_owner_is_no_replica(shop: Replicated) -> None:
    shop.flip("orders")
    try:
        time.sleep(0.25)  # an answer is kept for 0.2 s
        assert APPLIED not in httpx.get(f"{shop.service.url}/livez/").headers
        assert POSITION not in httpx.post(f"{shop.service.url}/livez/").headers
    finally:
        shop.flip("monolith")
    time.sleep(0.25)
    assert _applied(shop, "/readyz/") > 0


FORBIDDING = """
import logging, unittest
from django.db import connection
from django.test import SimpleTestCase
from decompose_link.middleware import _latest

class Forbidding(SimpleTestCase):
    def test_live(self):
        self.assertEqual(self.client.get("/livez/").status_code, 200)

connection.close()
_latest._until = 0
logging.disable()
try:
    found = unittest.TestResult()
    unittest.TestLoader().loadTestsFromTestCase(Forbidding).run(found)
finally:
    logging.disable(0)
result = [found.testsRun, *(text for _, text in found.errors + found.failures)]
"""


def test_a_test_that_forbids_the_database_gets_its_answer(shop: Replicated) -> None:
    assert shop.service.run(FORBIDDING) == [1]
