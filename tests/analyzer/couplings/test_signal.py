"""Receivers of another app's signals."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found, check_noted


def test_senders_by_class_and_by_name_and_own_signals() -> None:
    check_found(
        "signal",
        """
        catalog/signals.py
            from django.dispatch import Signal
            sold = Signal()
        orders/receivers.py
            from django.db.models.signals import post_save, pre_delete
            from django.dispatch import receiver
            from accounts.models import User
            from catalog.signals import sold
            @receiver(post_save, sender=User)
            def saved(sender, instance, **kwargs):
                pass
            @receiver(pre_delete, sender="catalog.Product")
            def veto(sender, instance, **kwargs):
                pass
            @receiver(sold)
            def count(sender, **kwargs):
                pass
        orders/apps.py
            from django.apps import AppConfig
            class OrdersConfig(AppConfig):
                name = "orders"
                def ready(self):
                    from orders import receivers
        """,
        "orders/receivers.py:5 orders.receivers.saved -> accounts.User call",
        "orders/receivers.py:8 orders.receivers.veto -> catalog.Product call",
        "orders/receivers.py:11 orders.receivers.count -> catalog.signals.sold call",
    )


def test_a_receiver_of_every_model_is_noted() -> None:
    check_noted(
        "signal",
        """
        orders/receivers.py
            from django.db.models.signals import post_save
            from django.dispatch import receiver
            @receiver(post_save)
            def saved(sender, instance, **kwargs):
                pass
        orders/apps.py
            from django.apps import AppConfig
            class OrdersConfig(AppConfig):
                name = "orders"
                def ready(self):
                    from orders import receivers
        """,
        "orders.receivers.saved receives post_save of every model",
    )


def test_own_senders_and_own_signals_are_none() -> None:
    check_clean(
        "signal",
        """
        orders/receivers.py
            from django.db.models.signals import post_save
            from django.dispatch import Signal, receiver
            from accounts.models import User
            from orders.models import Order
            paid = Signal()
            @receiver(post_save, sender=Order)
            def saved(sender, instance, **kwargs):
                pass
            @receiver(paid)
            def count(sender, **kwargs):
                pass
            def receiver_of_nothing(sender, instance, **kwargs):
                return User, "post_save"
        orders/apps.py
            from django.apps import AppConfig
            class OrdersConfig(AppConfig):
                name = "orders"
                def ready(self):
                    from orders import receivers
        """,
    )


def test_loops_of_connect_and_changes_of_a_many_to_many() -> None:
    check_found(
        "signal",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                followers = models.ManyToManyField("accounts.User", related_name="+")
        orders/apps.py
            from django.apps import AppConfig
            class OrdersConfig(AppConfig):
                name = "orders"
                def ready(self):
                    from orders import receivers
                    receivers.connect()
        orders/receivers.py
            from django.db.models.signals import m2m_changed, post_save
            from catalog.models import Brand, Product
            from orders.models import Order
            def note(sender, **kwargs):
                pass
            def connect():
                for model in (Brand, Product, Order):
                    post_save.connect(note, sender=model)
                m2m_changed.connect(note, sender=Order.followers.through)
        """,
        "orders/receivers.py:8 orders.receivers.note -> catalog.Brand call",
        "orders/receivers.py:8 orders.receivers.note -> catalog.Product call",
        "orders/receivers.py:9 orders.receivers.note -> accounts.User call",
    )


def test_own_loops_and_other_connections_are_none() -> None:
    check_clean(
        "signal",
        """
        orders/apps.py
            from django.apps import AppConfig
            class OrdersConfig(AppConfig):
                name = "orders"
                def ready(self):
                    from orders import receivers
                    receivers.connect()
        orders/receivers.py
            from django.db.models.signals import post_save
            from catalog.models import Brand
            from orders.models import Order, OrderLine
            def note(sender, **kwargs):
                pass
            def connect():
                for model in (Order, OrderLine):
                    post_save.connect(note, sender=model)
            def never_called():
                post_save.connect(note, sender=Brand)
            def other(socket):
                socket.connect(note, sender=Brand)
        """,
    )
