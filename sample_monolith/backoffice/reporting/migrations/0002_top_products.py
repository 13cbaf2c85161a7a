from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="dailysales",
            name="top_product_ids",
            field=models.JSONField(default=list),
        ),
    ]
