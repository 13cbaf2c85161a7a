import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProductSales",
            fields=[
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="catalog.product",
                    ),
                ),
                ("sku", models.CharField(max_length=24)),
                ("pieces", models.PositiveIntegerField()),
                ("revenue", core.fields.MoneyField(decimal_places=2, max_digits=12)),
            ],
            options={
                "db_table": "reporting_product_sales",
                "ordering": ["-revenue", "product_id"],
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="DailySales",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("order_count", models.PositiveIntegerField(default=0)),
                ("gross", core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("cancelled_count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name_plural": "daily sales",
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="SavedReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, editable=False
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("name", models.CharField(max_length=80)),
                ("parameters", models.JSONField(blank=True, default=dict)),
                (
                    "owner",
                    core.fields.UserForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["owner__username", "name"],
                "unique_together": {("owner", "name")},
            },
        ),
    ]
