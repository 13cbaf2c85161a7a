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
""",
        "modelcluster.contrib": "",
        "modelcluster.contrib.taggit": """
from taggit.managers import TaggableManager
class ClusterTaggableManager(TaggableManager): pass
""",
    },
    kept=True,
)
