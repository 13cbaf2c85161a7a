from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import UserForeignKey
from core.models import TimeStampedModel
from decompose_service.replicas import LeftOut


class Warehouse(models.Model):
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    country = models.CharField(max_length=2, default="DE")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.name


class StockRecord(TimeStampedModel):
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.PROTECT, related_name="records", db_constraint=False
    )
    # By SKU: the scanners in the warehouse know nothing of our ids.
    product = models.ForeignKey(
        "catalog.Product",
        to_field="sku",
        db_column="product_sku",
        on_delete=models.DO_NOTHING,
        related_name="stock_records",
        db_constraint=False,
    )
    on_hand = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)
    reorder_level = LeftOut("inventory.StockRecord.reorder_level")

    class Meta:
        ordering = ["product__sku", "warehouse__code"]

    def __str__(self):
        return f"{self.product_id} @ {self.warehouse}"

    @property
    def available(self):
        return self.on_hand - self.reserved


class StockMovement(models.Model):
    class Reason(models.TextChoices):
        DELIVERY = "delivery", _("Delivery")
        SALE = "sale", _("Sale")
        RETURN = "return", _("Return")
        CORRECTION = "correction", _("Correction")

    record = models.ForeignKey(
        StockRecord, on_delete=models.DO_NOTHING, related_name="movements", db_constraint=False
    )
    delta = models.IntegerField()
    reason = models.CharField(max_length=12, choices=Reason.choices)
    # Not a foreign key: movements outlive the orders they were made for.
    order_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    booked_by = UserForeignKey(
        on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    booked_at = models.DateTimeField()

    class Meta:
        ordering = ["-booked_at", "-id"]


class Reservation(TimeStampedModel):
    """Pieces promised to an order line until they leave the warehouse."""

    record = models.ForeignKey(
        StockRecord, on_delete=models.DO_NOTHING, related_name="reservations", db_constraint=False
    )
    line = models.ForeignKey(
        "orders.OrderLine",
        on_delete=models.DO_NOTHING,
        related_name="reservations",
        db_constraint=False,
    )
    quantity = models.PositiveIntegerField()
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
