"""Order and invoice numbers; both follow the row's id, so they have no gaps of their own."""

from django.conf import settings


def order_number(pk):
    return f"{settings.ORDER_NUMBER_PREFIX}{pk:08d}"


def invoice_number(order):
    prefix = getattr(settings, "INVOICE_NUMBER_PREFIX", "INV")
    return f"{prefix}{order.placed_at:%Y}-{order.pk:07d}"
