from decompose_link.calls import remote


@remote("shipping.services.ship_order")
def ship_order(order, tracking_number="", at=None):
    """Hand all of an order to the carrier; the order follows by itself."""


@remote("shipping.services.mark_delivered")
def mark_delivered(shipment, at=None):
    ...
