from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="address",
            name="company",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="user",
            name="loyalty_tier",
            field=models.CharField(
                choices=[("standard", "Standard"), ("silver", "Silver"), ("gold", "Gold")],
                default="standard",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="preferred_language",
            field=models.CharField(blank=True, max_length=5),
        ),
    ]
