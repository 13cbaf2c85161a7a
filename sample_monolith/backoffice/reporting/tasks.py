from datetime import timedelta

from celery import shared_task
from django.db.models import Count, Q, Sum
from django.utils import timezone

from backoffice.reporting.models import DailySales
from orders.models import Order, OrderLine


@shared_task(name="reporting.build_daily_sales")
def build_daily_sales(days=1, until=None):
    """Build the rows of the last `days` days before `until` (today)."""
    until = until or timezone.localdate()
    for back in range(1, days + 1):
        _build(until - timedelta(days=back))
    return days


def _build(day):
    orders = Order.objects.filter(placed_at__date=day)
    sums = orders.aggregate(
        order_count=Count("id"),
        gross=Sum("total", filter=~Q(status="cancelled"), default=0),
        cancelled_count=Count("id", filter=Q(status="cancelled")),
    )
    top = (
        OrderLine.objects.filter(order__in=orders)
        .order_by()
        .values_list("product_id")
        .annotate(pieces=Sum("quantity"))
        .order_by("-pieces", "product_id")[:5]
    )
    DailySales.objects.update_or_create(
        day=day, defaults={**sums, "top_product_ids": [pk for pk, _ in top]}
    )
