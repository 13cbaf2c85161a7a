"""django-extensions: abstract models and fields that fill themselves."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "django_extensions": "",
        "django_extensions.db": "",
        "django_extensions.db.fields": """
from django.db import models
class UniqueFieldMixin: pass
class AutoSlugField(UniqueFieldMixin, models.SlugField): pass
class RandomCharField(UniqueFieldMixin, models.CharField): pass
class CreationDateTimeField(models.DateTimeField): pass
class ModificationDateTimeField(CreationDateTimeField): pass
class UUIDFieldMixin: pass
class ShortUUIDField(UUIDFieldMixin, models.CharField): pass
""",
        "django_extensions.db.fields.json": """
from django.db import models
class JSONField(models.TextField): pass
""",
        "django_extensions.db.models": """
from django.db import models
from django_extensions.db.fields import AutoSlugField, CreationDateTimeField
from django_extensions.db.fields import ModificationDateTimeField
class TimeStampedModel(models.Model):
    created = CreationDateTimeField()
    modified = ModificationDateTimeField()
    class Meta:
        abstract = True
class TitleDescriptionModel(models.Model):
    title = models.CharField(max_length=255)
    description = models.TextField(blank=True, null=True)
    class Meta:
        abstract = True
class TitleSlugDescriptionModel(TitleDescriptionModel):
    slug = AutoSlugField(populate_from="title")
    class Meta:
        abstract = True
class ActivatorModelManager(models.Manager): pass
class ActivatorModel(models.Model):
    INACTIVE_STATUS = 0
    ACTIVE_STATUS = 1
    status = models.IntegerField(default=ACTIVE_STATUS)
    activate_date = models.DateTimeField(blank=True, null=True)
    deactivate_date = models.DateTimeField(blank=True, null=True)
    class Meta:
        abstract = True
""",
    }
)
