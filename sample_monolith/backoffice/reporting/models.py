from django.db import models

from core.fields import MoneyField, UserForeignKey
from core.models import TimeStampedModel


class DailySales(models.Model):
    """One row a day, built at night from the orders of the day before."""

    day = models.DateField(unique=True)
    order_count = models.PositiveIntegerField(default=0)
    gross = MoneyField(default=0)
    cancelled_count = models.PositiveIntegerField(default=0)
    # The ids of the five products sold most that day, best first.
    top_product_ids = models.JSONField(default=list)

    class Meta:
        ordering = ["-day"]
        verbose_name_plural = "daily sales"


class ProductSales(models.Model):
    """The database view `reporting_product_sales`."""

    product = models.OneToOneField(
        "catalog.Product", on_delete=models.DO_NOTHING, primary_key=True, related_name="+"
    )
    sku = models.CharField(max_length=24)
    pieces = models.PositiveIntegerField()
    revenue = MoneyField()

    class Meta:
        managed = False
        db_table = "reporting_product_sales"
        ordering = ["-revenue", "product_id"]


class SavedReport(TimeStampedModel):
    owner = UserForeignKey(related_name="saved_reports")
    name = models.CharField(max_length=80)
    # {"customer_ids": [...], "status": "paid"}
    parameters = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["owner__username", "name"]
        unique_together = [("owner", "name")]
