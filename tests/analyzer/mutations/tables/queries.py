"""Planters of couplings by queries, writes, attributes and transactions."""

from __future__ import annotations

PLANTERS: dict[str, tuple[str, str]] = {
    "attribute_chain": (
        "payments -> orders",
        """
        payments/planted_attribute_chain.py
            from payments.models import Payment
            def planted(payment: Payment):
                return payment.order.number  <--
        """,
    ),
    "contrib_table": (
        "cart -> admin",
        """
        cart/planted_contrib_table.py
            from django.contrib.admin.models import LogEntry  <--
        """,
    ),
    "database_alias": (
        "shipping -> promotions",
        """
        shipping/planted_database_alias.py
            from promotions.models import Coupon
            def planted():
                return Coupon.objects.using("reporting").count()  <--
        """,
    ),
    "filter_path": (
        "support -> orders",
        """
        support/planted_filter_path.py
            from rest_framework.generics import ListAPIView
            from support.models import Ticket
            class PlantedView(ListAPIView):
                queryset = Ticket.objects.all()
                search_fields = ["order__number"]  <--
        """,
    ),
    "lock": (
        "support -> shipping",
        """
        support/planted_lock.py
            from shipping.models import Carrier
            def planted():
                return Carrier.objects.select_for_update().first()  <--
        """,
    ),
    "lookup_path": (
        "support -> orders",
        """
        support/planted_lookup_path.py
            from support.models import Ticket
            def planted():
                return Ticket.objects.filter(order__total=1)  <--
        """,
    ),
    "model_query": (
        "cart -> inventory",
        """
        cart/planted_model_query.py
            from inventory.models import Warehouse
            def planted():
                return Warehouse.objects.count()  <--
        """,
    ),
    "model_write": (
        "shipping -> promotions",
        """
        shipping/planted_model_write.py
            from promotions.models import Promotion
            def planted(promotion: Promotion):
                promotion.save()  <--
        """,
    ),
    "raw_sql": (
        "reviews -> shipping",
        """
        reviews/planted_raw_sql.py
            from django.db import connection
            def planted():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT id FROM shipping_carrier")  <--
        """,
    ),
    "related_write": (
        "accounts -> reviews",
        """
        accounts/planted_related_write.py
            from accounts.models import User
            def planted(user: User):
                user.reviews.create(rating=1)  <--
        """,
    ),
    "reverse_accessor": (
        "promotions -> orders",
        """
        promotions/planted_reverse_accessor.py
            from promotions.models import Coupon
            def planted(coupon: Coupon):
                return coupon.orders.count()  <--
        """,
    ),
    "template_attribute": (
        "shipping -> orders",
        """
        shipping/templates/shipping/planted_attribute.html
            <p>{{ shipment.order.number }}</p>  <--
        """,
    ),
    "transaction": (
        "support -> payments",
        """
        support/planted_transaction.py
            from django.db import transaction
            from payments.models import LedgerEntry
            from support.models import Ticket
            def planted():
                with transaction.atomic():  <--
                    Ticket.objects.create(subject="planted")
                    LedgerEntry.objects.create(amount=1)
        """,
    ),
}
