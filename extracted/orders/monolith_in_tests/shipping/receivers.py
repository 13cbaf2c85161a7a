"""What shipping.receivers does in the monolith, for tests."""

from django.core.exceptions import ValidationError
from django.db.models.signals import pre_save
from django.dispatch import receiver

from orders.models import Order
from shipping.models import Shipment


@receiver(pre_save, sender=Order, dispatch_uid="shipping.keep_address")
def keep_address_of_sent_orders(sender, instance, update_fields=None, **kwargs):
    """The label is printed: from then on the order's address stays as it is."""
    if instance.pk is None or (update_fields and "shipping_address" not in update_fields):
        return
    sent = Shipment.objects.filter(order=instance, shipped_at__isnull=False)
    if sent.exclude(address_id=instance.shipping_address_id).exists():
        raise ValidationError("The parcel is on its way to the old address.")
