"""django-solo: models with one row, which add no field."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "solo": "",
        "solo.models": """
from django.db import models
class SingletonModel(models.Model):
    singleton_instance_id = 1
    class Meta:
        abstract = True
""",
    }
)
