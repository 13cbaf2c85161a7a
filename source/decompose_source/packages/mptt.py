"""django-mptt: trees kept as nested sets, in four columns that no class body shows."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "mptt": "",
        "mptt.models": """
from django.db import models
from mptt.fields import TreeForeignKey, TreeManyToManyField, TreeOneToOneField
class TreeManager(models.Manager): pass
class MPTTModel(models.Model):
    class Meta:
        abstract = True
    def __init_subclass__(cls, **kwargs):
        if cls._meta.abstract:
            return
        names = {"lft": "lft", "rght": "rght", "tree_id": "tree_id", "level": "level"}
        options = getattr(cls, "MPTTMeta", None)
        present = [field.name for field in cls._meta.get_fields()]
        inherited = [name for parent in cls._meta.get_parent_list()
                     for name in [field.name for field in parent._meta.get_fields()]]
        for key in ("left_attr", "right_attr", "tree_id_attr", "level_attr"):
            default = {"left_attr": "lft", "right_attr": "rght", "tree_id_attr": "tree_id",
                       "level_attr": "level"}[key]
            name = getattr(options, key, default)
            if name not in present and name not in inherited:
                cls.add_to_class(name, models.PositiveIntegerField(editable=False))
""",
        "mptt.managers": "from mptt.models import TreeManager",
        "mptt.querysets": """
from django.db.models.query import QuerySet
class TreeQuerySet(QuerySet): pass
""",
        "mptt.fields": """
from django.db import models
class TreeForeignKey(models.ForeignKey): pass
class TreeOneToOneField(models.OneToOneField): pass
class TreeManyToManyField(models.ManyToManyField): pass
""",
    },
    kept=True,
)
