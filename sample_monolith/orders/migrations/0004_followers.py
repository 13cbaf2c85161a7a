from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_loyalty_and_language"),
        ("orders", "0003_coupons_and_handlers"),
        ("payments", "0001_initial"),
        ("promotions", "0002_minimum_total"),
        ("shipping", "0002_countries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="client_reference",
            field=models.CharField(blank=True, max_length=64, null=True),
        ),
        migrations.AddField(
            model_name="order",
            name="followers",
            field=models.ManyToManyField(
                blank=True, related_name="followed_orders", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                fields=("customer", "client_reference"), name="orders_client_reference_unique"
            ),
        ),
    ]
