from django.contrib import admin

from core.models import FeatureFlag


@admin.register(FeatureFlag)
class FeatureFlagAdmin(admin.ModelAdmin):
    list_display = ["name", "enabled", "staff_only", "updated_at"]
    list_editable = ["enabled"]
    search_fields = ["name", "note"]
