"""Imports of another app's code, however they are written."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

ROWS: dict[str, tuple[str, ...]] = {
    "plain": (
        """
        import accounts.models
        """,
        "1 accounts.models build",
    ),
    "from": (
        """
        from accounts.models import User
        """,
        "1 accounts.User build",
    ),
    "two names": (
        """
        from accounts.models import Address, User
        """,
        "1 accounts.Address build",
        "1 accounts.User build",
    ),
    "star": (
        """
        from catalog.models import *
        """,
        "1 catalog.models build",
    ),
    "inside a function": (
        """
        def f():
            from catalog.models import Product
            return Product
        """,
        "2 catalog.Product build",
    ),
    "for type checking": (
        """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from catalog.models import Product
        """,
        "3 catalog.Product build",
    ),
    "in try": (
        """
        try:
            from catalog.models import Product
        except ImportError:
            Product = None
        """,
        "2 catalog.Product build",
    ),
    "a module as a name": (
        """
        from catalog import models
        """,
        "1 catalog.models build",
    ),
    "alias": (
        """
        from catalog.models import Product as Thing
        """,
        "1 catalog.Product build",
    ),
    "own app": (
        """
        from orders.models import Order
        """,
    ),
    "relative within the app": (
        """
        from . import models
        from .models import Order
        """,
    ),
    "the standard library": (
        """
        import json
        from collections import Counter
        """,
    ),
    "Django": (
        """
        from django.db import models
        """,
    ),
    "a string": (
        """
        NAME = "accounts.models.User"
        """,
    ),
    "a comment": (
        """
        # from accounts.models import User
        x = 1
        """,
    ),
    "a package of another name": (
        """
        import accounting
        from catalogue.models import Product
        """,
    ),
    "a local name that hides the app": (
        """
        class accounts:
            models = 1
        print(accounts.models)
        """,
    ),
    "an import in a docstring": (
        '''
        def f():
            """Written as `from accounts.models import User`."""
        ''',
    ),
    "an own module of the same name": (
        """
        from orders.catalog import models
        """,
    ),
    "an attribute called import": (
        """
        class Loader:
            def load(self, accounts):
                return accounts.models
        """,
    ),
}


@pytest.mark.parametrize("case", cases("imports", ROWS))
def test_imports(case: Case) -> None:
    case.check()
