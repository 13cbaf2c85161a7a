"""The life of an order: which status may follow which, and what is written down."""

from django.db import transaction
from django.utils.translation import gettext as _

from orders.models import Order, OrderStatusEvent
from orders.signals import order_status_changed

S = Order.Status

TRANSITIONS = {
    S.PENDING: {S.PAID, S.CANCELLED},
    S.PAID: {S.PACKED, S.SHIPPED, S.CANCELLED, S.REFUNDED},
    S.PACKED: {S.SHIPPED, S.CANCELLED},
    S.SHIPPED: {S.DELIVERED, S.REFUNDED},
    S.DELIVERED: {S.REFUNDED},
    S.CANCELLED: {S.REFUNDED},
    S.REFUNDED: set(),
}


class InvalidTransition(Exception):
    pass


@transaction.atomic
def change_status(order, to_status, *, actor=None, note=""):
    """Move the order on, write the event and tell the others after commit."""
    from_status = order.status
    if to_status not in TRANSITIONS[from_status]:
        raise InvalidTransition(
            _("An order that is “%(from)s” can't become “%(to)s”.")
            % {"from": S(from_status).label, "to": S(to_status).label}
        )
    order.status = to_status
    order.save(update_fields=["status"])
    event = OrderStatusEvent.objects.create(
        order=order,
        from_status=from_status,
        to_status=to_status,
        actor=actor,
        note=note,
        happened_at=order.updated_at,
    )
    transaction.on_commit(
        lambda: order_status_changed.send(
            sender=Order, order=order, from_status=from_status, to_status=to_status, actor=actor
        )
    )
    return event
