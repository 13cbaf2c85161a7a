"""Calls of another app's functions, and of everything else."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

BASE = """
accounts/models.py
    from django.contrib.auth.models import AbstractUser
    from django.db import models
    class User(AbstractUser):
        tier = models.CharField(max_length=9)
        def greeting(self):
            return self.tier
    class Address(models.Model):
        user = models.ForeignKey(User, on_delete=models.CASCADE)
accounts/services.py
    from accounts.models import User
    def promote(user):
        User.objects.filter(pk=user.pk).update(tier="gold")
    def shout(text):
        return text.upper()
    class Mailer:
        def send(self):
            return User.objects.count()
"""

ROWS: dict[str, tuple[str, ...]] = {
    "function that writes": (
        """
        from accounts.services import promote
        from accounts.models import User
        def f(user: User):
            promote(user)
        """,
        "4 accounts.services.promote call",
    ),
    "function of a module": (
        """
        from accounts import services
        services.promote(1)
        """,
        "2 accounts.services.promote call",
    ),
    "alias": (
        """
        from accounts.services import promote as raise_tier
        raise_tier(1)
        """,
        "2 accounts.services.promote call",
    ),
    "method of a row": (
        """
        from orders.models import Order
        def f(order: Order):
            return order.customer.greeting()
        """,
        "3 accounts.User.greeting call",
    ),
    "method of a made object": (
        """
        from accounts.services import Mailer
        def f():
            mailer = Mailer()
            mailer.send()
        """,
        "4 accounts.services.Mailer.send call",
    ),
    "helper without data": (
        """
        from accounts.services import shout
        shout("x")
        """,
        "2 accounts.services.shout call",
    ),
    "own function": (
        """
        def promote(user):
            pass
        promote(1)
        """,
    ),
    "shadowed": (
        """
        from accounts.services import promote
        def f(promote):
            promote(1)
        """,
    ),
    "function of Django": (
        """
        from django.utils.timezone import now
        now()
        """,
    ),
    "passed but not called": (
        """
        from accounts.services import promote
        CALLBACK = promote
        """,
    ),
    "class that is made": (
        """
        from accounts.services import Mailer
        Mailer()
        """,
    ),
    "inherited method": (
        """
        from accounts.services import Mailer
        class OwnMailer(Mailer):
            def f(self):
                self.send()
                super().send()
        """,
    ),
    "builtin of the same name": (
        """
        print("promote")
        """,
    ),
}


@pytest.mark.parametrize("case", cases("call", ROWS, base=BASE))
def test_call(case: Case) -> None:
    case.check()
