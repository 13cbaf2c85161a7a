from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="attributes",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="product",
            name="kind",
            field=models.CharField(
                choices=[
                    ("physical", "Physical"),
                    ("digital", "Digital"),
                    ("gift_card", "Gift card"),
                ],
                default="physical",
                max_length=12,
            ),
        ),
    ]
