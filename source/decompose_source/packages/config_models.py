"""django-config-models: each row is one version of a configuration."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "config_models": "",
        "config_models.models": """
from django.conf import settings
from django.db import models
class ConfigurationModel(models.Model):
    change_date = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True,
                                   editable=False)
    enabled = models.BooleanField(default=False)
    class Meta:
        abstract = True
""",
    }
)
