"""Fixtures for tests that need a real server; such a test never skips where CI runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from scripts.local_postgres import postgres
from tests.databases import Databases


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
