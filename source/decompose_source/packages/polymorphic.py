"""django-polymorphic: every row knows the class it was made as."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "polymorphic": "",
        "polymorphic.managers": """
from django.db import models
class PolymorphicQuerySet(models.QuerySet): pass
class PolymorphicManager(models.Manager): pass
""",
        "polymorphic.query": "from polymorphic.managers import PolymorphicQuerySet",
        "polymorphic.showfields": """
class ShowFieldBase: pass
class ShowFieldType(ShowFieldBase): pass
class ShowFieldContent(ShowFieldBase): pass
class ShowFieldTypeAndContent(ShowFieldBase): pass
""",
        "polymorphic.models": """
from django.contrib.contenttypes.models import ContentType
from django.db import models
class PolymorphicModel(models.Model):
    polymorphic_ctype = models.ForeignKey(
        ContentType, null=True, editable=False, on_delete=models.CASCADE,
        related_name="polymorphic_%(app_label)s.%(class)s_set+")
    class Meta:
        abstract = True
""",
    },
    kept=True,
)
