"""Taking money and giving it back."""

from decompose_link.calls import remote


class PaymentDeclined(Exception):
    pass


@remote("payments.services.charge")
def charge(order, *, method=None, idempotency_key=None):
    """Charge the order's total; the same key never charges twice."""


@remote("payments.services.capture")
def capture(payment):
    """Note that the money has arrived, in the journal too."""


@remote("payments.services.refund")
def refund(payment, amount):
    """Pay `amount` back through the gateway that took it."""


@remote("payments.services.book_coupon", told=True)
def book_coupon(order, coupon, amount):
    ...
