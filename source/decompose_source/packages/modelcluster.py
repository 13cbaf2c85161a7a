"""django-modelcluster: children that are edited and saved together with their parent."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "modelcluster": "",
        "modelcluster.fields": """
from django.db import models
class ParentalKey(models.ForeignKey):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("on_delete", models.CASCADE)
        super().__init__(*args, **kwargs)
class ParentalManyToManyField(models.ManyToManyField): pass
""",
        "modelcluster.models": """
from django.db import models
class ClusterableModel(models.Model):
    class Meta:
        abstract = True
def get_all_child_relations(model):
    from modelcluster.fields import ParentalKey
    return [field for field in model._meta.get_fields()
            if isinstance(field.remote_field, ParentalKey)]
def get_all_child_m2m_relations(model):
    from modelcluster.fields import ParentalManyToManyField
    return [field for field in model._meta.get_fields()
            if isinstance(field, ParentalManyToManyField)]
""",
        "modelcluster.contrib": "",
        "modelcluster.contrib.taggit": """
from taggit.managers import TaggableManager
class ClusterTaggableManager(TaggableManager): pass
""",
    },
    kept=True,
)
