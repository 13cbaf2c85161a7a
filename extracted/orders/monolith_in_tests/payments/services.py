"""Taking money and giving it back."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from payments.models import CouponRedemption, LedgerEntry, Payment
from payments.services import PaymentDeclined


def charge(order, *, method=None, idempotency_key=None):
    """Charge the order's total; the same key never charges twice."""
    key = idempotency_key or f"order-{order.pk}"
    with transaction.atomic():
        payment, created = Payment.objects.get_or_create(
            idempotency_key=key,
            defaults={
                "order": order,
                "method": method,
                "amount": order.total,
                "currency": order.currency,
            },
        )
        if not created:
            return payment
        result = gateway().charge(payment)
        payment.provider_reference = result.reference
        if result.accepted:
            capture(payment)
        elif result.declined:
            raise PaymentDeclined(result.message)
        else:
            payment.save(update_fields=["provider_reference"])
    return payment


def capture(payment):
    """Note that the money has arrived, in the journal too."""
    payment.status = Payment.Status.CAPTURED
    payment.captured_at = timezone.now()
    payment.save(update_fields=["status", "captured_at", "provider_reference"])
    _book(payment, "1200", payment.amount)


def refund(payment, amount):
    """Pay `amount` back through the gateway that took it."""
    gateway().refund(payment, amount)
    if amount >= payment.amount:
        payment.status = Payment.Status.REFUNDED
        payment.save(update_fields=["status"])
    _book(payment, "8200", -amount)


def book_coupon(order, coupon, amount):
    return CouponRedemption.objects.create(order=order, coupon=coupon, amount=amount)


def gateway():
    return import_string(settings.PAYMENT_GATEWAY)()


def _book(payment, account, amount):
    LedgerEntry.objects.create(
        account=account,
        amount=amount,
        order_number=payment.order.number,
        customer_id=payment.order.customer_id,
        booked_at=timezone.now(),
    )
