"""Planters of couplings by what apps share around them: database, process, mail, lists."""

from __future__ import annotations

PLANTERS: dict[str, tuple[str, str]] = {
    "app_config": (
        "support -> shop",
        """
        support/planted_apps.py
            from django.apps import AppConfig
            class PlantedConfig(AppConfig):
                name = "support"
                label = "planted"
                def ready(self):
                    from support import models  <--
        """,
    ),
    "database_feature": (
        "reviews -> database",
        """
        reviews/planted_database_feature.py
            from django.contrib.postgres.search import SearchVector  <--
        """,
    ),
    "history": (
        "cart -> reversion",
        """
        cart/planted_history.py
            import reversion
            from cart.models import Cart
            reversion.register(Cart)  <--
        """,
    ),
    "key_type": (
        "reviews -> catalog",
        """
        reviews/models.py
            class PlantedKeyType(models.Model):
                product = models.ForeignKey(  <--
                    "catalog.Product", on_delete=models.CASCADE, related_name="+", to_field="sku"
                )
        """,
    ),
    "manager_method": (
        "promotions -> orders",
        """
        promotions/planted_manager_method.py
            from orders.models import PlantedNote
            def planted(user):
                return PlantedNote.objects.planted_for(user)
        orders/models.py
            class PlantedQuerySet(models.QuerySet):
                def planted_for(self, user):  <--
                    return self.filter(author__email=user.email)
            class PlantedNote(models.Model):
                author = UserForeignKey(related_name="+")
                objects = PlantedQuerySet.as_manager()
        """,
    ),
    "notification": (
        "promotions -> notifications",
        """
        promotions/planted_notification.py
            from notifications.tasks import send_email
            def planted(user):
                send_email.delay("planted", user.pk)  <--
        """,
    ),
    "post_migrate_row": (
        "shipping -> auth",
        """
        shipping/planted_post_migrate_row.py
            from django.contrib.auth.models import Permission
            def planted():
                Permission.objects.create(codename="planted")  <--
        """,
    ),
    "process": (
        "inventory -> process",
        """
        inventory/planted_process.py
            import sentry_sdk
            def planted():
                sentry_sdk.set_tag("planted", 1)  <--
        """,
    ),
    "requirement": (
        "reviews -> requirements",
        """
        reviews/planted_requirement.py
            import planted_package  <--
        """,
    ),
    "sequence": (
        "support -> database",
        """
        support/planted_sequence.py
            from support.models import Ticket
            def planted_number(ticket: Ticket):
                return f"T-{ticket.pk:06d}"  <--
        """,
    ),
}
