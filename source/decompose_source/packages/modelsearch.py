"""django-modelsearch: an index of searchable models, kept in a table that the project makes."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "modelsearch": "",
        "modelsearch.apps": """
from django.apps import AppConfig
class ModelSearchAppConfig(AppConfig):
    name = "modelsearch"
    label = "modelsearch"
    default_auto_field = "django.db.models.AutoField"
    def ready(self):
        self.get_model("IndexEntry").add_generic_relations()
""",
        "modelsearch.index": """
class BaseField: pass
class SearchField(BaseField): pass
class AutocompleteField(BaseField): pass
class FilterField(BaseField): pass
class RelatedFields: pass
class Indexed:
    search_fields = ()
def class_is_indexed(cls):
    return issubclass(cls, Indexed) and not cls._meta.abstract
""",
        "modelsearch.abstract_models": """
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.db import connection, models
from modelsearch.index import class_is_indexed
class TextIDGenericRelation(GenericRelation):
    auto_created = True
class BaseIndexEntry(models.Model):
    content_type = models.ForeignKey(
        "contenttypes.ContentType", on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=50)
    content_object = GenericForeignKey()
    title_norm = models.FloatField(default=1.0)
    wagtail_reference_index_ignore = True
    class Meta:
        unique_together = ("content_type", "object_id")
        abstract = True
    @classmethod
    def add_generic_relations(cls):
        for model in apps.get_models():
            if class_is_indexed(model):
                TextIDGenericRelation(cls).contribute_to_class(model, "index_entries")
AbstractSQLiteFTSIndexEntry = None
if connection.vendor == "postgresql":
    class AbstractPostgresIndexEntry(BaseIndexEntry):
        autocomplete = models.TextField()
        title = models.TextField()
        body = models.TextField()
        title_text = models.TextField(default="")
        body_text = models.TextField(default="")
        class Meta(BaseIndexEntry.Meta):
            abstract = True
    AbstractIndexEntry = AbstractPostgresIndexEntry
elif connection.vendor in ("sqlite", "mysql"):
    class AbstractIndexEntry(BaseIndexEntry):
        autocomplete = models.TextField(null=True)
        title = models.TextField(null=False)
        body = models.TextField(null=True)
        class Meta(BaseIndexEntry.Meta):
            abstract = True
    if connection.vendor == "sqlite":
        class AbstractSQLiteFTSIndexEntry(models.Model):
            autocomplete = models.TextField(null=True)
            title = models.TextField(null=False)
            body = models.TextField(null=True)
            class Meta:
                abstract = True
else:
    AbstractIndexEntry = BaseIndexEntry
""",
    }
)
