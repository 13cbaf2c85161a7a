from django.utils import timezone

from orders.models import Invoice
from orders.services.numbers import invoice_number


def issue_invoice(order):
    """Return the order's invoice; the first call writes it."""
    address = order.billing_address or order.shipping_address
    invoice, _ = Invoice.objects.get_or_create(
        order=order,
        defaults={
            "number": invoice_number(order),
            "issued_at": timezone.now(),
            "recipient": address.lines,
        },
    )
    return invoice
