"""What orders does when something happens elsewhere. Connected by OrdersConfig.ready."""

from django.core.cache import cache
from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from orders.models import Order
from orders.services.workflow import change_status
from payments.models import Payment


@receiver(post_save, sender=Payment, dispatch_uid="orders.payment_captured")
def mark_paid(sender, instance, **kwargs):
    """A captured payment makes a pending order a paid one."""
    if instance.status != Payment.Status.CAPTURED:
        return
    order = Order.objects.get(pk=instance.order_id)
    if order.status == Order.Status.PENDING:
        change_status(order, Order.Status.PAID, note=instance.provider_reference)


@receiver(post_save, sender="shipping.Shipment", dispatch_uid="orders.shipment_moved")
def follow_shipment(sender, instance, **kwargs):
    """The order goes the way of its parcel."""
    order = Order.objects.get(pk=instance.order_id)
    if instance.delivered_at and order.status == Order.Status.SHIPPED:
        change_status(order, Order.Status.DELIVERED, note=instance.tracking_number)
    elif instance.shipped_at and order.status in {Order.Status.PAID, Order.Status.PACKED}:
        change_status(order, Order.Status.SHIPPED, note=instance.tracking_number)


@receiver(pre_delete, sender="accounts.User")
def keep_colleagues_with_open_orders(sender, instance, **kwargs):
    """Somebody must take over first; SET(get_deleted_user) is for the closed ones."""
    open_orders = Order.objects.filter(handled_by=instance).open()
    if open_orders:
        numbers = ", ".join(order.number for order in open_orders[:5])
        raise ProtectedError(f"{instance} still handles {numbers}.", set(open_orders))


@receiver([post_save, post_delete], sender=Order)
def forget_open_count(sender, instance, **kwargs):
    cache.delete_many(["orders:open-count", f"orders:customer:{instance.customer_id}:open"])


@receiver(m2m_changed, sender=Order.followers.through)
def welcome_followers(sender, instance, action, pk_set, reverse, **kwargs):
    if action != "post_add" or reverse:
        return
    from orders.tasks import tell_follower

    for user_id in sorted(pk_set):
        transaction.on_commit(lambda user_id=user_id: tell_follower.delay(instance.pk, user_id))
