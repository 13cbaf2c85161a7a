from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Databases, empty
from tests.migrator.shop import Shop, make_shop


@pytest.fixture(scope="session")
def two_databases(postgres_url: str) -> Iterator[tuple[str, str]]:
    """Give two databases that the tests of this folder share: making them anew takes too long."""
    databases = Databases(postgres_url)
    yield databases.create("monolith"), databases.create("service")
    databases.drop_all()


@pytest.fixture
def shop(two_databases: tuple[str, str]) -> Iterator[Shop]:
    """Give the two databases of a service that was just extracted."""
    yield make_shop(*two_databases)
    empty(two_databases)
