"""Stock is only ever changed here."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from inventory.models import Reservation, StockMovement, StockRecord
from inventory.services import OutOfStock


@transaction.atomic
def reserve(line):
    """Promise an order line's pieces from the first warehouse that has them all."""
    record = (
        StockRecord.objects.select_for_update()
        .filter(
            product=line.product,
            warehouse__is_active=True,
            on_hand__gte=F("reserved") + line.quantity,
        )
        .order_by("warehouse__code")
        .first()
    )
    if record is None:
        raise OutOfStock(line.product)
    record.reserved += line.quantity
    record.save(update_fields=["reserved"])
    line.warehouse_id = record.warehouse_id
    line.save(update_fields=["warehouse"])
    return Reservation.objects.create(
        record=record,
        line=line,
        quantity=line.quantity,
        expires_at=timezone.now() + timedelta(hours=settings.ORDER_PAYMENT_WINDOW_HOURS),
    )


@transaction.atomic
def release(order):
    """Give back what was promised to an order; return the number of pieces."""
    pieces = 0
    for reservation in _locked_reservations(order):
        StockRecord.objects.filter(pk=reservation.record_id).update(
            reserved=F("reserved") - reservation.quantity
        )
        pieces += reservation.quantity
        reservation.delete()
    return pieces


@transaction.atomic
def ship(order, booked_by=None):
    """Book the promised pieces out of the warehouse."""
    for reservation in _locked_reservations(order):
        # One statement: the constraint reserved <= on_hand never sees half of it.
        StockRecord.objects.filter(pk=reservation.record_id).update(
            reserved=F("reserved") - reservation.quantity,
            on_hand=F("on_hand") - reservation.quantity,
        )
        StockMovement.objects.create(
            record_id=reservation.record_id,
            delta=-reservation.quantity,
            reason=StockMovement.Reason.SALE,
            order_id=order.pk,
            booked_by=booked_by,
            booked_at=timezone.now(),
        )
        reservation.delete()


def _locked_reservations(order):
    return (
        Reservation.objects.select_for_update()
        .filter(line__order=order)
        .select_related("record")
        .order_by("record_id", "id")
    )
