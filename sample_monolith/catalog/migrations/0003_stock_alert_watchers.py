from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_product_kind"),
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="watchers",
            field=models.ManyToManyField(
                blank=True,
                related_name="watched_products",
                through="notifications.StockAlert",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
