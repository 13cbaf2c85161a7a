from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from catalog.models import Product
from inventory import services
from inventory.models import StockRecord
from orders.signals import order_status_changed


@receiver(pre_delete, sender=Product)
def keep_reserved_products(sender, instance, **kwargs):
    """A product with promised pieces can't be deleted."""
    records = StockRecord.objects.select_related("warehouse")
    reserved = records.filter(product=instance, reserved__gt=0)
    if reserved:
        raise ProtectedError(f"{instance} has reserved stock.", set(reserved))


@receiver(order_status_changed, dispatch_uid="inventory.book_out")
def book_out(sender, order, to_status, actor=None, **kwargs):
    if to_status == "shipped":
        services.ship(order, booked_by=actor)
