from decompose_service.seams import seam


@seam(
    "shipping.services.ship_order",
    because="it writes: Shipment.objects.create",
    callers=[
        "orders/tests/test_api.py:236",
        "orders/tests/test_workflow.py:75",
        "orders/tests/test_workflow.py:84",
        "orders/tests/test_workflow.py:90",
        "orders/tests/test_workflow.py:123",
    ],
)
def ship_order(order, tracking_number="", at=None):
    """Hand all of an order to the carrier; the order follows by itself."""


@seam(
    "shipping.services.mark_delivered",
    because="it writes: shipment.save",
    callers=["orders/tests/test_workflow.py:84"],
)
def mark_delivered(shipment, at=None):
    ...
