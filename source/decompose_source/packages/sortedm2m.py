"""django-sortedm2m: a many-to-many relation that keeps its order."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "sortedm2m": "",
        "sortedm2m.fields": """
from django.db import models
class SortedManyToManyField(models.ManyToManyField):
    def __init__(self, to, sorted=True, base_class=None, **kwargs):
        super().__init__(to, **kwargs)
""",
    }
)
