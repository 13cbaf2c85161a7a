"""Work that orders leaves to Celery."""

from datetime import timedelta

from celery import chain, current_app, shared_task
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from accounts.services import upgrade_tier
from notifications.kinds import *  # noqa: F403
from notifications.tasks import notify_user, send_email
from orders.models import Order
from orders.selectors import NOT_SOLD
from orders.services.cancellation import cancel_order
from orders.services.invoices import issue_invoice


@shared_task
def confirm_order(order_id):
    """Write the invoice, then mail it, then look at the customer's loyalty tier."""
    chain(
        create_invoice.si(order_id),
        send_email.si("order-confirmation", Order.objects.get(pk=order_id).customer_id, order_id),
        review_tier.si(order_id),
    ).delay()


@shared_task
def create_invoice(order_id):
    return issue_invoice(Order.objects.get(pk=order_id)).number


@shared_task
def review_tier(order_id):
    customer = Order.objects.select_related("customer").get(pk=order_id).customer
    orders = customer.orders.exclude(status__in=NOT_SOLD)
    return upgrade_tier(customer, sum(order.total for order in orders))


@shared_task
def tell_follower(order_id, user_id):
    order = Order.objects.get(pk=order_id)
    user = User.objects.get(pk=user_id)
    title = f"You follow order {order.number}"
    notify_user.delay(user.pk, ORDER_FOLLOWED, title, order.pk)  # noqa: F405


@shared_task
def cancel_unpaid_orders():
    """Cancel what was not paid within the window; return the numbers."""
    limit = timezone.now() - timedelta(hours=settings.ORDER_PAYMENT_WINDOW_HOURS)
    overdue = Order.objects.filter(status=Order.Status.PENDING, placed_at__lt=limit)
    numbers = []
    for order in overdue.order_by("id"):
        cancel_order(order, reason="not paid in time")
        numbers.append(order.number)
    if numbers:
        # By name: reporting imports orders, not the other way round.
        current_app.signature("reporting.build_daily_sales", kwargs={"days": 1}).delay()
    return numbers


@shared_task
def issue_missing_invoices():
    orders = Order.objects.filter(invoice__isnull=True).exclude(status__in=NOT_SOLD + ["pending"])
    return [issue_invoice(order).number for order in orders.order_by("id")[:1000]]
