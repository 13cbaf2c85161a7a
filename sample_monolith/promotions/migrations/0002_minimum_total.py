from django.db import migrations

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("promotions", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="promotion",
            name="minimum_total",
            field=core.fields.MoneyField(decimal_places=2, default=0, max_digits=12),
        ),
    ]
