"""Many-to-many fields to another app, or through one."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_target_and_join_model_in_other_apps() -> None:
    check_found(
        "many_to_many",
        """
        accounts/models.py
            from django.contrib.auth.models import AbstractUser
            from django.db import models
            class User(AbstractUser):
                groups = None
                user_permissions = None
            class Pick(models.Model):
                order = models.ForeignKey("orders.Order", on_delete=models.CASCADE)
                product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE)
        orders/models.py
            from django.db import models
            class Order(models.Model):
                followers = models.ManyToManyField("accounts.User", related_name="+")
                products = models.ManyToManyField("catalog.Product", through="accounts.Pick")
        """,
        "orders/models.py:3 orders.Order.followers -> accounts.User schema",
        "orders/models.py:4 orders.Order.products -> accounts.Pick schema",
        "orders/models.py:4 orders.Order.products -> catalog.Product schema",
    )


def test_groups_of_a_custom_user_are_auths() -> None:
    check_found(
        "many_to_many",
        """
        accounts/models.py
            from django.contrib.auth.models import AbstractUser
            class User(AbstractUser):
                pass
        """,
        "accounts/models.py:2 accounts.User.groups -> auth.Group schema",
        "accounts/models.py:2 accounts.User.user_permissions -> auth.Permission schema",
    )


def test_fields_within_the_app_are_none() -> None:
    check_clean(
        "many_to_many",
        """
        orders/models.py
            from django.db import models
            class Tag(models.Model):
                likes = models.ManyToManyField("self")
            class Order(models.Model):
                tags = models.ManyToManyField(Tag)
                others = models.ManyToManyField("orders.Tag", through="Link", related_name="+")
            class Link(models.Model):
                order = models.ForeignKey(Order, on_delete=models.CASCADE)
                tag = models.ForeignKey(Tag, on_delete=models.CASCADE)
        """,
    )


def test_a_foreign_key_and_a_list_are_none() -> None:
    check_clean(
        "many_to_many",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE)
                ManyToManyField = ["catalog.Product"]
        """,
    )
