"""Stock is only ever changed here."""

from decompose_service.seams import seam


class OutOfStock(Exception):
    def __init__(self, product):
        super().__init__(f"{product.name} is out of stock.")
        self.product = product


@seam(
    "inventory.services.reserve",
    because="it locks: StockRecord.objects.select_for_update",
    callers=["orders/services/checkout.py:114"],
)
def reserve(line):
    """Promise an order line's pieces from the first warehouse that has them all."""


@seam(
    "inventory.services.release",
    because="it writes: StockRecord.objects.filter.update",
    callers=["orders/services/cancellation.py:17"],
)
def release(order):
    """Give back what was promised to an order; return the number of pieces."""


@seam("inventory.services.ship", because="it writes: StockRecord.objects.filter.update")
def ship(order, booked_by=None):
    """Book the promised pieces out of the warehouse."""
