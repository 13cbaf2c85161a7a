import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField, UserForeignKey
from core.models import TimeStampedModel
from decompose_link.deletes import by_owner
from decompose_service.replicas import LeftOut


class PaymentMethod(TimeStampedModel):
    user = UserForeignKey(
        related_name="payment_methods", db_constraint=False, on_delete=models.DO_NOTHING
    )
    label = models.CharField(max_length=80)
    token = LeftOut("payments.PaymentMethod.token")
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
    order = models.ForeignKey(
        "orders.Order",
        on_delete=by_owner(models.PROTECT),
        related_name="payments",
        db_constraint=False,
    )
    method = models.ForeignKey(
        PaymentMethod,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="payments",
        db_constraint=False,
    )
    amount = MoneyField()
    currency = models.CharField(max_length=3, default="EUR")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    provider_reference = models.CharField(max_length=64, blank=True)
    idempotency_key = models.CharField(max_length=64, unique=True)
    captured_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self):
        return f"{self.amount} {self.currency} ({self.status})"


class CouponRedemption(TimeStampedModel):
    """What a coupon took off an order; accounting needs it beside the payments."""

    order = models.ForeignKey(
        "orders.Order", on_delete=models.DO_NOTHING, related_name="redemptions", db_constraint=False
    )
    coupon = models.ForeignKey(
        "promotions.Coupon",
        on_delete=models.PROTECT,
        related_name="redemptions",
        db_constraint=False,
    )
    amount = MoneyField()

    class Meta:
        ordering = ["id"]


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
