"""Classes built on another app's class."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

BASE = """
accounts/mixins.py
    from django.db import models
    class Staff:
        pass
    class Rows(models.QuerySet):
        pass
shared/__init__.py
shared/stamps.py
    from django.db import models
    class Stamped(models.Model):
        class Meta:
            abstract = True
        def touch(self):
            self.save()
"""

ROWS: dict[str, tuple[str, ...]] = {
    "an abstract model outside of all apps": (
        """
        from shared.stamps import Stamped
        class OrderStamp(Stamped):
            pass
        """,
        "2 shared.stamps.Stamped build",
    ),
    "a mixin": (
        """
        from accounts.mixins import Staff
        class OrderList(Staff):
            pass
        """,
        "2 accounts.mixins.Staff build",
    ),
    "by module": (
        """
        from accounts import mixins
        class OrderList(mixins.Staff):
            pass
        """,
        "2 accounts.mixins.Staff build",
    ),
    "generic": (
        """
        from accounts.mixins import Staff
        class OrderList(Staff[int]):
            pass
        """,
        "2 accounts.mixins.Staff build",
    ),
    "a manager made from a query set": (
        """
        from accounts.mixins import Rows
        from django.db import models
        class OrderManager(models.Manager.from_queryset(Rows)):
            pass
        """,
        "3 accounts.mixins.Rows build",
    ),
    "own base": (
        """
        class Base:
            pass
        class Child(Base):
            pass
        """,
    ),
    "a base of Django": (
        """
        from django.views.generic import View
        class OrderView(View):
            pass
        """,
    ),
    "used, not inherited": (
        """
        from accounts.mixins import Staff
        class OrderList:
            helper = Staff()
        """,
    ),
    "own class of the same name": (
        """
        class Staff:
            pass
        class OrderList(Staff):
            pass
        """,
    ),
    "a base through a name": (
        """
        from accounts.mixins import Staff as Base
        class OrderList(Base, object):
            pass
        """,
        "2 accounts.mixins.Staff build",
    ),
    "a keyword of a class statement": (
        """
        from accounts.mixins import Staff
        class OrderList(metaclass=type, made_for=Staff):
            pass
        """,
    ),
    "an annotation": (
        """
        from accounts.mixins import Staff
        class OrderList:
            staff: Staff
        """,
    ),
}


@pytest.mark.parametrize("case", cases("inheritance", ROWS, base=BASE))
def test_inheritance(case: Case) -> None:
    case.check()
