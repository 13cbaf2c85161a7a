"""django-model-utils: times, states and soft deletion as abstract models and fields."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "model_utils": "",
        "model_utils.managers": """
from django.db import models
class InheritanceQuerySet(models.QuerySet): pass
class InheritanceManager(models.Manager): pass
class QueryManager(models.Manager): pass
class SoftDeletableQuerySet(models.QuerySet): pass
class SoftDeletableManager(models.Manager): pass
class JoinManager(models.Manager): pass
""",
        "model_utils.fields": """
from django.db import models
class AutoCreatedField(models.DateTimeField): pass
class AutoLastModifiedField(AutoCreatedField): pass
class StatusField(models.CharField): pass
class MonitorField(models.DateTimeField): pass
class SplitField(models.TextField):
    def contribute_to_class(self, cls, name, *args, **kwargs):
        if not cls._meta.abstract:
            cls.add_to_class("_" + name + "_excerpt", models.TextField(editable=False))
        super().contribute_to_class(cls, name)
class UUIDField(models.UUIDField):
    def __init__(self, primary_key=True, version=4, editable=False, *args, **kwargs):
        super().__init__(*args, primary_key=primary_key, editable=editable, **kwargs)
class UrlsafeTokenField(models.CharField): pass
""",
        "model_utils.models": """
from django.db import models
from model_utils.fields import AutoCreatedField, AutoLastModifiedField, MonitorField
from model_utils.fields import StatusField, UUIDField
from model_utils.managers import QueryManager, SoftDeletableManager
class TimeStampedModel(models.Model):
    created = AutoCreatedField()
    modified = AutoLastModifiedField()
    class Meta:
        abstract = True
class TimeFramedModel(models.Model):
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    class Meta:
        abstract = True
class StatusModel(models.Model):
    status = StatusField()
    status_changed = MonitorField(monitor="status")
    class Meta:
        abstract = True
class SoftDeletableModel(models.Model):
    is_removed = models.BooleanField(default=False)
    class Meta:
        abstract = True
class UUIDModel(models.Model):
    id = UUIDField(primary_key=True, version=4, editable=False)
    class Meta:
        abstract = True
""",
    }
)
