from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("support", "0002_ticket_source"), ("support", "0003_source_is_channel")]

    dependencies = [
        ("support", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="channel",
            field=models.CharField(default="web", max_length=12),
        ),
    ]
