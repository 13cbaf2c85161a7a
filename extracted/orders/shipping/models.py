from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.models import TimeStampedModel
from decompose_service.replicas import LeftOut


class Carrier(models.Model):
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    tracking_url = models.CharField(max_length=200, blank=True, help_text=_("with {number}"))

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.name


class ShippingMethod(models.Model):
    carrier = models.ForeignKey(
        Carrier, on_delete=models.PROTECT, related_name="methods", db_constraint=False
    )
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    price = MoneyField()
    free_from = MoneyField(null=True, blank=True)
    countries = LeftOut("shipping.ShippingMethod.countries")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["price", "code"]

    def __str__(self):
        return self.name

    def cost_for(self, subtotal):
        if self.free_from is not None and subtotal >= self.free_from:
            return 0
        return self.price


class Shipment(TimeStampedModel):
    order = models.ForeignKey(
        "orders.Order", on_delete=models.DO_NOTHING, related_name="shipments", db_constraint=False
    )
    method = models.ForeignKey(
        ShippingMethod, on_delete=models.PROTECT, related_name="shipments", db_constraint=False
    )
    address = models.ForeignKey(
        "accounts.Address", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    tracking_number = models.CharField(max_length=40, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    lines = models.ManyToManyField("orders.OrderLine", through="ShipmentItem")

    class Meta:
        ordering = ["-created_at", "-id"]

    @property
    def tracking_link(self):
        return self.method.carrier.tracking_url.format(number=self.tracking_number)


class ShipmentItem(models.Model):
    shipment = models.ForeignKey(
        Shipment, on_delete=models.DO_NOTHING, related_name="items", db_constraint=False
    )
    line = models.ForeignKey(
        "orders.OrderLine", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
