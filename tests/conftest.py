"""Fixtures for all tests: a cache folder of their own, and real servers.

A test that needs a server never skips where CI runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from scripts.local_postgres import postgres
from tests.databases import Databases


@pytest.fixture(scope="session", autouse=True)
def _own_cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep results of analyses in a folder of the tests' own, not in the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Give the URL of a PostgreSQL with logical replication, started here if need be."""
    try:
        running = postgres()
        url = running.__enter__()
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL with logical replication: {error}")
    yield url
    running.__exit__(None, None, None)


@pytest.fixture
def make_database(postgres_url: str) -> Iterator[Callable[[str], str]]:
    """Give a function that makes an empty database for this test and returns its URL."""
    databases = Databases(postgres_url)
    yield databases.create
    databases.drop_all()
