import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.services
import orders.models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0003_closed_warehouses"),
        ("orders", "0002_initial"),
        ("payments", "0001_initial"),
        ("promotions", "0002_minimum_total"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="coupons",
            field=models.ManyToManyField(
                blank=True,
                related_name="orders",
                through="payments.CouponRedemption",
                to="promotions.coupon",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="handled_by",
            field=models.ForeignKey(
                blank=True,
                limit_choices_to={"is_staff": True},
                null=True,
                on_delete=models.SET(accounts.services.get_deleted_user),
                related_name="handled_orders",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="metadata",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="orderline",
            name="warehouse",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="inventory.warehouse",
            ),
        ),
        migrations.AddField(
            model_name="ordernote",
            name="attachment",
            field=models.FileField(blank=True, upload_to=orders.models.note_attachment_path),
        ),
    ]
