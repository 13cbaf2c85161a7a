from decimal import Decimal
from pathlib import PurePath

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.services import get_deleted_user
from core.fields import MoneyField, UserForeignKey
from core.models import TimeStampedModel
from orders.managers import OrderManager


class Order(TimeStampedModel):
    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting for payment")
        PAID = "paid", _("Paid")
        PACKED = "packed", _("Packed")
        SHIPPED = "shipped", _("Shipped")
        DELIVERED = "delivered", _("Delivered")
        CANCELLED = "cancelled", _("Cancelled")
        REFUNDED = "refunded", _("Refunded")

    number = models.CharField(max_length=20, unique=True)
    customer = UserForeignKey(on_delete=models.PROTECT, related_name="orders", db_constraint=False)
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.PENDING, db_index=True
    )
    placed_at = models.DateTimeField(default=timezone.now, db_index=True)
    shipping_address = models.ForeignKey(
        "accounts.Address", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    billing_address = models.ForeignKey(
        "accounts.Address",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    shipping_method = models.ForeignKey(
        "shipping.ShippingMethod",
        on_delete=models.PROTECT,
        related_name="orders",
        db_constraint=False,
    )
    promotion = models.ForeignKey(
        "promotions.Promotion",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="orders",
        limit_choices_to={"is_active": True},
        db_constraint=False,
    )
    coupons = models.ManyToManyField(
        "promotions.Coupon", through="payments.CouponRedemption", related_name="orders", blank=True
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET(get_deleted_user),
        null=True,
        blank=True,
        related_name="handled_orders",
        limit_choices_to={"is_staff": True},
        db_constraint=False,
    )
    # Colleagues who want to hear of every change of this order.
    followers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="followed_orders", blank=True, db_constraint=False
    )
    currency = models.CharField(max_length=3, default="EUR")
    subtotal = MoneyField(default=0)
    discount_total = MoneyField(default=0)
    shipping_total = MoneyField(default=0)
    tax_total = MoneyField(default=0)
    total = MoneyField(default=0)
    customer_note = models.CharField(max_length=300, blank=True)
    client_reference = models.CharField(max_length=64, null=True, blank=True)
    # {"cart_id": "…", "affiliate_user_id": 17}
    metadata = models.JSONField(default=dict, blank=True)

    objects = OrderManager()

    class Meta:
        ordering = ["-placed_at", "-id"]
        get_latest_by = "placed_at"
        permissions = [
            ("view_all_orders", "Can see the orders of all customers"),
            ("refund_order", "Can pay money back"),
            ("export_orders", "Can export orders"),
        ]
        indexes = [models.Index(fields=["customer", "-placed_at"], name="orders_by_customer_idx")]
        constraints = [
            models.CheckConstraint(condition=models.Q(total__gte=0), name="orders_total_positive"),
            models.UniqueConstraint(
                fields=["customer", "client_reference"], name="orders_client_reference_unique"
            ),
        ]

    def __str__(self):
        return self.number

    def natural_key(self):
        return (self.number,)

    def get_absolute_url(self):
        return reverse("orders:detail", args=[self.pk])

    @property
    def is_cancellable(self):
        return self.status in {self.Status.PENDING, self.Status.PAID}

    @property
    def is_open(self):
        return self.status in {self.Status.PENDING, self.Status.PAID, self.Status.PACKED}

    @cached_property
    def paid_amount(self):
        """What the customer has paid, refunds taken off."""
        captured = self.payments.filter(status__in=["captured", "refunded"]).aggregate(
            total=models.Sum("amount", default=Decimal("0.00"))
        )["total"]
        refunded = self.refunds.filter(status=Refund.Status.DONE).aggregate(
            total=models.Sum("amount", default=Decimal("0.00"))
        )["total"]
        return captured - refunded

    @cached_property
    def customer_name(self):
        return self.customer.get_full_name() or self.customer.email


class OrderLine(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.PROTECT, related_name="order_lines", db_constraint=False
    )
    # As they were on the day of the order; the catalog moves on.
    sku = models.CharField(max_length=24)
    name = models.CharField(max_length=160)
    quantity = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    unit_price = MoneyField()
    # The constraint went with the merge of the warehouses in 2022: old lines name closed ones.
    warehouse = models.ForeignKey(
        "inventory.Warehouse",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ["order_id", "product__name", "id"]
        unique_together = [("order", "product")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1), name="orders_line_quantity_positive"
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.sku}"

    @property
    def total(self):
        return self.unit_price * self.quantity

    def get_absolute_url(self):
        return self.product.get_absolute_url()


class OrderStatusEvent(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    from_status = models.CharField(max_length=10, choices=Order.Status.choices, blank=True)
    to_status = models.CharField(max_length=10, choices=Order.Status.choices)
    actor = UserForeignKey(
        on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    note = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["happened_at", "id"]

    def __str__(self):
        return f"{self.from_status or '-'} → {self.to_status}"


def note_attachment_path(instance, filename):
    suffix = PurePath(filename).suffix.lower()
    return f"orders/{instance.order.number}/{instance.author.username}{suffix}"


class OrderNote(TimeStampedModel):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="notes")
    author = UserForeignKey(
        on_delete=models.PROTECT, related_name="order_notes", db_constraint=False
    )
    body = models.TextField()
    is_internal = models.BooleanField(default=True)
    attachment = models.FileField(upload_to=note_attachment_path, blank=True)

    class Meta:
        ordering = ["created_at", "id"]


class Refund(TimeStampedModel):
    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        DONE = "done", _("Done")
        REJECTED = "rejected", _("Rejected")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    payment = models.ForeignKey(
        "payments.Payment", on_delete=models.RESTRICT, related_name="refunds", db_constraint=False
    )
    amount = MoneyField(validators=[MinValueValidator(Decimal("0.01"))])
    reason = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.REQUESTED)
    requested_by = UserForeignKey(on_delete=models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        ordering = ["created_at", "id"]


class Invoice(TimeStampedModel):
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="invoice")
    number = models.CharField(max_length=20, unique=True)
    issued_at = models.DateTimeField()
    # Name and address as printed; an invoice never changes.
    recipient = models.JSONField(default=list)

    class Meta:
        ordering = ["-issued_at", "-id"]

    def __str__(self):
        return self.number
