"""What shipping.services does in the monolith, for tests."""

from django.db import transaction
from django.utils import timezone

from shipping.models import Shipment, ShipmentItem


@transaction.atomic
def ship_order(order, tracking_number="", at=None):
    """Hand all of an order to the carrier; the order follows by itself."""
    at = at or timezone.now()
    shipment = Shipment.objects.create(
        order=order,
        method=order.shipping_method,
        address=order.shipping_address,
        tracking_number=tracking_number,
    )
    ShipmentItem.objects.bulk_create(
        ShipmentItem(shipment=shipment, line=line, quantity=line.quantity)
        for line in order.lines.all()
    )
    shipment.shipped_at = at
    shipment.save(update_fields=["shipped_at"])
    return shipment


def mark_delivered(shipment, at=None):
    shipment.delivered_at = at or timezone.now()
    shipment.save(update_fields=["delivered_at"])
    return shipment
