"""What inventory.receivers does in the monolith, for tests."""

from django.dispatch import receiver

from inventory import services
from orders.signals import order_status_changed


@receiver(order_status_changed, dispatch_uid="inventory.book_out")
def book_out(sender, order, to_status, actor=None, **kwargs):
    if to_status == "shipped":
        services.ship(order, booked_by=actor)
