from django.db import migrations

FLAGS = {"reviews": True, "stock-alerts": True, "brand-stats": False}


def create_flags(apps, schema_editor):
    FeatureFlag = apps.get_model("core", "FeatureFlag")
    for name, enabled in FLAGS.items():
        FeatureFlag.objects.get_or_create(name=name, defaults={"enabled": enabled})


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    # The first release of the reviews asked for its flag while it migrated.
    run_before = [("reviews", "0001_initial")]

    operations = [migrations.RunPython(create_flags, migrations.RunPython.noop)]
