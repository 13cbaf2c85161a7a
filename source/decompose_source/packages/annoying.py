"""django-annoying: a one-to-one field that makes the other side when it is asked for."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "annoying": "",
        "annoying.fields": """
from django.db import models
class AutoOneToOneField(models.OneToOneField): pass
class JSONField(models.TextField): pass
""",
    }
)
