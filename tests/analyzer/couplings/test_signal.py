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
