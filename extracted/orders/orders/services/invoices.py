from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from orders.models import Invoice
from orders.services.numbers import invoice_number

if TYPE_CHECKING:
    from accounts.models import Address


def issue_invoice(order):
    """Return the order's invoice; the first call writes it."""
    address: Address = order.billing_address or order.shipping_address
    invoice, _ = Invoice.objects.get_or_create(
        order=order,
        defaults={
            "number": invoice_number(order),
            "issued_at": timezone.now(),
            "recipient": address.lines,
        },
    )
    return invoice
