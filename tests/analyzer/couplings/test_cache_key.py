"""Cache keys that two apps share."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

BASE = """
catalog/counting.py
    from django.core.cache import cache
    def f(pk):
        cache.get("open")
        cache.set(f"product:{pk}", 1)
        cache.set("shared", 1)
"""

ROWS: dict[str, tuple[str, ...]] = {
    "filled here and read there": (
        """
        from django.core.cache import cache
        cache.set("open", 1)
        """,
        "2 catalog.cache open write",
    ),
    "known beginning": (
        """
        from django.core.cache import cache
        def f(pk):
            return cache.get(f"product:{pk}")
        """,
        "3 catalog.cache product:* read",
    ),
    "dropped with others": (
        """
        from django.core.cache import cache
        cache.delete_many(["x", "shared"])
        """,
        "2 catalog.cache shared write",
    ),
    "a named cache": (
        """
        from django.core.cache import caches
        caches["default"].get("shared")
        """,
        "2 catalog.cache shared read",
    ),
    "a key by keyword": (
        """
        from django.core.cache import cache
        cache.get_or_set(key="shared", default=1)
        """,
        "2 catalog.cache shared write",
    ),
    "another keyword": (
        """
        from django.core.cache import cache
        cache.get(version="shared")
        """,
    ),
    "own key": (
        """
        from django.core.cache import cache
        cache.set("orders only", 1)
        cache.get("orders only")
        """,
    ),
    "a dict": (
        """
        def f():
            cache = {}
            cache.get("shared")
        """,
    ),
    "computed key": (
        """
        from django.core.cache import cache
        def f(key):
            cache.get(key)
        """,
    ),
    "another key": (
        """
        from django.core.cache import cache
        cache.get("shared:2")
        """,
    ),
    "the words alone": (
        """
        KEY = "shared"
        """,
    ),
}


@pytest.mark.parametrize("case", cases("cache_key", ROWS, base=BASE))
def test_cache_key(case: Case) -> None:
    case.check()
