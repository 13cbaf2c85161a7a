from celery import shared_task
from django.utils import timezone

from inventory.models import Reservation
from inventory.services import release


@shared_task
def expire_reservations():
    """Give back what was promised to orders that were never paid; return the pieces."""
    expired = Reservation.objects.filter(
        expires_at__lt=timezone.now(), line__order__status="cancelled"
    ).select_related("line__order")
    return sum(release(reservation.line.order) for reservation in expired)
