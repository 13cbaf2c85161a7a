"""Taking money and giving it back."""

from decompose_service.seams import seam


class PaymentDeclined(Exception):
    pass


@seam(
    "payments.services.charge",
    because="it writes: Payment.objects.get_or_create",
    callers=["orders/services/checkout.py:48"],
)
def charge(order, *, method=None, idempotency_key=None):
    """Charge the order's total; the same key never charges twice."""


@seam(
    "payments.services.capture",
    because="it writes: payment.save",
    callers=[
        "orders/tests/test_api.py:235",
        "orders/tests/test_api.py:244",
        "orders/tests/test_workflow.py:28",
    ],
)
def capture(payment):
    """Note that the money has arrived, in the journal too."""


@seam(
    "payments.services.refund",
    because="it writes: payment.save",
    callers=["orders/services/refunds.py:35"],
)
def refund(payment, amount):
    """Pay `amount` back through the gateway that took it."""


@seam(
    "payments.services.book_coupon",
    because="it writes: CouponRedemption.objects.create",
    callers=["orders/services/checkout.py:47"],
)
def book_coupon(order, coupon, amount):
    ...
