"""Paying money back."""

from django.db import transaction
from django.utils.translation import gettext as _

from orders.models import Refund
from payments import services as payments
from payments.models import Payment


class RefundError(Exception):
    pass


@transaction.atomic
def refund_order(order, amount, *, actor, reason=""):
    """Refund part or all of what was paid for the order."""
    payment = (
        Payment.objects.select_for_update()
        .filter(order=order, status=Payment.Status.CAPTURED)
        .first()
    )
    if payment is None:
        raise RefundError(_("Nothing was paid for this order yet."))
    if amount > order.paid_amount:
        raise RefundError(_("This is more than was paid."))
    refund = Refund.objects.create(
        order=order,
        payment=payment,
        amount=amount,
        reason=reason,
        requested_by=actor,
        status=Refund.Status.DONE,
    )
    payments.refund(payment, amount)
    vars(order).pop("paid_amount", None)
    return refund
