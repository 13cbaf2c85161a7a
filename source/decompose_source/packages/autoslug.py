"""django-autoslug: a slug that is made from other fields."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "autoslug": "from autoslug.fields import AutoSlugField",
        "autoslug.fields": """
from django.db import models
class AutoSlugField(models.SlugField): pass
""",
    }
)
