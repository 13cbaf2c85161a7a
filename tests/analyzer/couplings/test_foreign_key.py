"""Foreign keys to another app, however their target is spelt, and to the own app."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_every_spelling_of_the_target_is_resolved() -> None:
    check_found(
        "foreign_key",
        """
        orders/models.py
            from django.conf import settings
            from django.contrib.auth import get_user_model
            from django.db import models
            from accounts.models import User
            from catalog import models as shelf
            class Order(models.Model):
                a = models.ForeignKey(User, models.CASCADE, related_name="+")
                b = models.ForeignKey(to="accounts.User", on_delete=models.CASCADE)
                c = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
                d = models.ForeignKey(get_user_model(), models.CASCADE, related_name="+")
                e = models.OneToOneField(shelf.Product, models.CASCADE, related_name="+")
        """,
        "orders/models.py:7 orders.Order.a -> accounts.User schema",
        "orders/models.py:8 orders.Order.b -> accounts.User schema",
        "orders/models.py:9 orders.Order.c -> accounts.User schema",
        "orders/models.py:10 orders.Order.d -> accounts.User schema",
        "orders/models.py:11 orders.Order.e -> catalog.Product schema",
    )


def test_a_subclass_of_the_field_is_one() -> None:
    check_found(
        "foreign_key",
        """
        catalog/fields.py
            from django.db import models
            class UserKey(models.ForeignKey):
                def __init__(self, **kwargs):
                    kwargs.setdefault("to", "accounts.User")
                    kwargs.setdefault("on_delete", models.CASCADE)
                    super().__init__(**kwargs)
        orders/models.py
            from django.db import models
            from catalog.fields import UserKey
            class Order(models.Model):
                owner = UserKey()
        """,
        "catalog/fields.py:2 catalog.fields.UserKey -> accounts.User schema",
        "orders/models.py:4 orders.Order.owner -> accounts.User schema",
    )


def test_field_classes_that_name_no_other_app_are_none() -> None:
    check_clean(
        "foreign_key",
        """
        orders/fields.py
            from django.db import models
            class OwnKey(models.ForeignKey):
                def __init__(self, to="orders.Order", **kwargs):
                    super().__init__(to, **kwargs)
            class NoKey(models.CharField):
                def __init__(self, to="accounts.User", **kwargs):
                    super().__init__(**kwargs)
            class PlainKey(models.ForeignKey):
                def describe(self, to="accounts.User"):
                    return to
        """,
    )


def test_an_inherited_field_belongs_to_each_child() -> None:
    check_found(
        "foreign_key",
        """
        orders/base.py
            from django.db import models
            class Owned(models.Model):
                owner = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
                class Meta:
                    abstract = True
        orders/models.py
            from orders.base import Owned
            class Order(Owned):
                pass
            class Note(Owned):
                pass
        """,
        "orders/base.py:3 orders.Note.owner -> accounts.User schema",
        "orders/base.py:3 orders.Order.owner -> accounts.User schema",
    )


def test_keys_within_the_app_are_none() -> None:
    check_clean(
        "foreign_key",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE)
            class Line(models.Model):
                order = models.ForeignKey(Order, on_delete=models.CASCADE)
                other = models.ForeignKey("Order", models.CASCADE, related_name="+")
                third = models.OneToOneField("orders.Order", models.CASCADE, related_name="+")
        """,
    )


def test_what_only_looks_like_a_key_is_none() -> None:
    check_clean(
        "foreign_key",
        """
        orders/models.py
            from django.db import models
            USER = "accounts.User"
            class ForeignKey:
                def __init__(self, to):
                    self.to = to
            class Order(models.Model):
                user_id = models.IntegerField()
                helper = ForeignKey("accounts.User")
                name = models.CharField(max_length=20, default="accounts.User")
            class Form:
                user = models.ForeignKey("accounts.User", on_delete=models.CASCADE)
        """,
    )
