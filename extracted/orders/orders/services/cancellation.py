"""Cancelling an order: stock goes back, money too."""

from django.db import transaction

from inventory import services as stock
from orders.models import Order
from orders.services.refunds import refund_order
from orders.services.workflow import change_status
from orders.signals import order_cancelled
from promotions.services import release as release_coupon


@transaction.atomic
def cancel_order(order, *, actor=None, reason=""):
    order = Order.objects.select_for_update().get(pk=order.pk)
    change_status(order, Order.Status.CANCELLED, actor=actor, note=reason)
    stock.release(order)
    # The question about it has answered itself.
    order.tickets.filter(status="open", subject__icontains="cancel").update(status="closed")
    for coupon in order.coupons.all():
        release_coupon(coupon)
    if order.paid_amount > 0:
        refund_order(order, order.paid_amount, actor=actor or order.customer, reason=reason)
    transaction.on_commit(lambda: order_cancelled.send(sender=Order, order=order, reason=reason))
    return order
