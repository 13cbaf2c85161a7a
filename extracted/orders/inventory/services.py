"""Stock is only ever changed here."""

from decompose_link.calls import remote


class OutOfStock(Exception):
    def __init__(self, product):
        super().__init__(f"{product.name} is out of stock.")
        self.product = product


@remote("inventory.services.reserve")
def reserve(line):
    """Promise an order line's pieces from the first warehouse that has them all."""


@remote("inventory.services.release", told=True)
def release(order):
    """Give back what was promised to an order; return the number of pieces."""


@remote("inventory.services.ship")
def ship(order, booked_by=None):
    """Book the promised pieces out of the warehouse."""
