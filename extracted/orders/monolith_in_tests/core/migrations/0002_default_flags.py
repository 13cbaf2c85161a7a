"""What core.migrations.0002_default_flags does in the monolith, for tests."""

FLAGS = {"reviews": True, "stock-alerts": True, "brand-stats": False}


def create_flags(apps, schema_editor):
    FeatureFlag = apps.get_model("core", "FeatureFlag")
    for name, enabled in FLAGS.items():
        FeatureFlag.objects.get_or_create(name=name, defaults={"enabled": enabled})
