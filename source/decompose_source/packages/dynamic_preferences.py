"""django-dynamic-preferences: preferences of a model's rows are rows with a name and a value."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "dynamic_preferences": "",
        "dynamic_preferences.models": """
from django.db import models
class BasePreferenceModel(models.Model):
    section = models.CharField(max_length=150, null=True, blank=True)
    name = models.CharField(max_length=150)
    raw_value = models.TextField(null=True, blank=True)
    class Meta:
        abstract = True
        app_label = "dynamic_preferences"
class GlobalPreferenceModel(BasePreferenceModel):
    class Meta:
        app_label = "dynamic_preferences"
class PerInstancePreferenceModel(BasePreferenceModel):
    instance = None
    class Meta(BasePreferenceModel.Meta):
        abstract = True
""",
    }
)
