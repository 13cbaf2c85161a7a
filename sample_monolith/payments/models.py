import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField, UserForeignKey
from core.models import TimeStampedModel


class PaymentMethod(TimeStampedModel):
    user = UserForeignKey(related_name="payment_methods")
    label = models.CharField(max_length=80)
    token = models.CharField(max_length=120)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_default", "id"]

    def __str__(self):
        return self.label


class Payment(TimeStampedModel):
    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        CAPTURED = "captured", _("Captured")
        FAILED = "failed", _("Failed")
        REFUNDED = "refunded", _("Refunded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="payments")
    method = models.ForeignKey(
        PaymentMethod, on_delete=models.SET_NULL, null=True, blank=True, related_name="payments"
    )
    amount = MoneyField()
    currency = models.CharField(max_length=3, default="EUR")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    provider_reference = models.CharField(max_length=64, blank=True)
    idempotency_key = models.CharField(max_length=64, unique=True)
    captured_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(status="captured"),
                name="payments_one_capture_an_order",
            ),
        ]

    def __str__(self):
        return f"{self.amount} {self.currency} ({self.status})"


class CouponRedemption(TimeStampedModel):
    """What a coupon took off an order; accounting needs it beside the payments."""

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="redemptions")
    coupon = models.ForeignKey(
        "promotions.Coupon", on_delete=models.PROTECT, related_name="redemptions"
    )
    amount = MoneyField()

    class Meta:
        ordering = ["id"]
        unique_together = [("order", "coupon")]


class LedgerEntry(models.Model):
    """One line of the journal that goes to the accountants; never changed, never deleted."""

    account = models.CharField(max_length=12)
    amount = MoneyField()
    order_number = models.CharField(max_length=20, db_index=True)
    customer_id = models.BigIntegerField(db_index=True)
    booked_at = models.DateTimeField()

    class Meta:
        ordering = ["booked_at", "id"]
        verbose_name_plural = _("ledger entries")
