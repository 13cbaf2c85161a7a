"""The small project of the golden reports: one coupling of each of the common kinds."""

from __future__ import annotations

from pathlib import Path

from tests.analyzer.tools import SHOP, files_of

TEXT = """
catalog/services.py
    from catalog.models import Product
    def restock(name):
        Product.objects.create(name=name)
orders/views.py
    from django.db import transaction
    from django.urls import reverse
    from catalog.services import restock
    from orders.models import Order
    def index(request):
        orders = Order.objects.filter(customer__tier="gold").select_related("customer")
        return [order.customer.email for order in orders], reverse("catalog:home")
    @transaction.atomic
    def buy(request, **lookups):
        Order.objects.filter(**lookups).update(number="1")
        restock("x")
"""


def write(folder: Path) -> Path:
    """Lay the project down in a folder."""
    for path, content in {**files_of(SHOP), **files_of(TEXT)}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    return folder
