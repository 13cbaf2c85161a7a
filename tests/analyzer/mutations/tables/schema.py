"""Planters of couplings between models, and between their migrations and rows."""

from __future__ import annotations

PLANTERS: dict[str, tuple[str, str]] = {
    "file_storage": (
        "promotions -> shop",
        """
        promotions/models.py
            class PlantedFile(models.Model):
                scan = models.FileField(upload_to="planted")  <--
        """,
    ),
    "fixture": (
        "reviews -> inventory",
        """
        reviews/fixtures/planted.json
            [
              {
                "model": "inventory.warehouse",  <--
                "pk": 1,
                "fields": {"code": "planted", "name": "planted"}
              }
            ]
        """,
    ),
    "foreign_key": (
        "reviews -> payments",
        """
        reviews/models.py
            class PlantedKey(models.Model):
                receipt = models.ForeignKey("payments.Payment", on_delete=models.CASCADE)  <--
        """,
    ),
    "generic_foreign_key": (
        "promotions -> contenttypes",
        """
        promotions/models.py
            from django.contrib.contenttypes.fields import GenericForeignKey
            class PlantedGeneric(models.Model):
                kind = models.ForeignKey("contenttypes.ContentType", on_delete=models.CASCADE)
                row = models.PositiveIntegerField()
                thing = GenericForeignKey("kind", "row")  <--
        """,
    ),
    "implicit_foreign_key": (
        "promotions -> inventory",
        """
        promotions/models.py
            class PlantedColumn(models.Model):
                warehouse_id = models.IntegerField()  <--
        """,
    ),
    "inheritance": (
        "reviews -> support",
        """
        reviews/models.py
            from support.models import Ticket as PlantedTicket
            class PlantedChild(PlantedTicket):  <--
                pass
        """,
    ),
    "many_to_many": (
        "reviews -> shipping",
        """
        reviews/models.py
            class PlantedMany(models.Model):
                deliverers = models.ManyToManyField("shipping.Carrier")  <--
        """,
    ),
    "meta_path": (
        "support -> shipping",
        """
        support/models.py
            class PlantedOrdering(models.Model):
                parcel = models.ForeignKey("shipping.Shipment", on_delete=models.CASCADE)
                class Meta:
                    ordering = ["parcel__tracking_number"]  <--
        """,
    ),
    "migration_dependency": (
        "reviews -> inventory",
        """
        reviews/migrations/0099_planted.py
            from django.db import migrations
            class Migration(migrations.Migration):
                dependencies = [
                    ("inventory", "0001_initial"),  <--
                ]
        """,
    ),
    "model_part": (
        "support -> core",
        """
        support/models.py
            from core.fields import MoneyField as PlantedMoney
            class PlantedPart(models.Model):
                worth = PlantedMoney()  <--
        """,
    ),
    "on_delete": (
        "cart -> shipping",
        """
        cart/models.py
            class PlantedRule(models.Model):
                way = models.ForeignKey(  <--
                    "shipping.Carrier", null=True, on_delete=models.SET_NULL
                )
        """,
    ),
    "unmanaged_model": (
        "inventory -> shipping",
        """
        inventory/migrations/0099_planted.py
            from django.db import migrations
            SQL = "CREATE VIEW planted_view AS SELECT id, name FROM shipping_carrier"  <--
            class Migration(migrations.Migration):
                dependencies = [("inventory", "0003_closed_warehouses")]
                operations = [migrations.RunSQL(SQL)]
        """,
    ),
}
