"""What notifications.receivers does in the monolith, for tests."""

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_delete
from django.dispatch import receiver

from notifications.kinds import ORDER_MOVED
from notifications.models import Notification
from notifications.tasks import notify_user, send_email
from orders.models import Order
from orders.signals import order_cancelled, order_placed, order_status_changed


@receiver(order_placed)
def confirm(sender, order, **kwargs):
    from orders.tasks import confirm_order

    confirm_order.apply_async(args=[order.pk], queue="orders")


@receiver(order_status_changed)
def tell_customer(sender, order, to_status, **kwargs):
    notify_user.delay(
        order.customer_id, f"order-{to_status}", f"Order {order.number}: {to_status}", order.pk
    )
    for follower in order.followers.all():
        notify_user.delay(follower.pk, ORDER_MOVED, f"{order.number}: {to_status}", order.pk)


@receiver(order_cancelled)
def mail_cancellation(sender, order, **kwargs):
    send_email.delay("order-cancelled", order.customer_id, order.pk)


@receiver(post_delete, sender=Order)
def forget_order(sender, instance, **kwargs):
    order_type = ContentType.objects.get_for_model(Order)
    Notification.objects.filter(target_type=order_type, target_id=instance.pk).delete()
