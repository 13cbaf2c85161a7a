"""django-taggit: tags hang on a manager that is a many-to-many relation in all but its class."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "taggit": "",
        "taggit.managers": """
from django.contrib.contenttypes.fields import GenericRelation
from django.db.models.fields.related import ManyToManyField
def _uses_generic_keys(through):
    from django.apps import apps
    from taggit.models import CommonGenericTaggedItemBase
    if isinstance(through, str):
        try:
            through = apps.get_registered_model(*through.split("."))
        except LookupError:
            return True
    return issubclass(through, CommonGenericTaggedItemBase)
class _TaggableManager: pass
class TaggableManager(ManyToManyField):
    def __init__(self, verbose_name="Tags", help_text="", through=None, blank=False,
                 related_name=None, to=None, ordering=None, manager=_TaggableManager, **kwargs):
        through = through or "taggit.TaggedItem"
        self.through_given = through
        self.decompose_target = None if to else "tag"
        super().__init__(to=to or "taggit.Tag", through=through, blank=blank,
                         related_name=related_name)
    def contribute_to_class(self, cls, name):
        super().contribute_to_class(cls, name)
        if not cls._meta.abstract and _uses_generic_keys(self.through_given):
            cls.add_to_class("tagged_items", GenericRelation(self.through_given))
""",
        "taggit.models": """
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
class TagBase(models.Model):
    name = models.CharField(unique=True, max_length=100)
    slug = models.SlugField(unique=True, max_length=100)
    class Meta:
        abstract = True
class Tag(TagBase):
    class Meta:
        app_label = "taggit"
class ItemBase(models.Model):
    class Meta:
        abstract = True
class TaggedItemBase(ItemBase):
    tag = models.ForeignKey(
        Tag, related_name="%(app_label)s_%(class)s_items", on_delete=models.CASCADE)
    class Meta:
        abstract = True
class CommonGenericTaggedItemBase(ItemBase):
    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_tagged_items")
    content_object = GenericForeignKey()
    class Meta:
        abstract = True
class GenericTaggedItemBase(CommonGenericTaggedItemBase):
    object_id = models.IntegerField(db_index=True)
    class Meta:
        abstract = True
class GenericUUIDTaggedItemBase(CommonGenericTaggedItemBase):
    object_id = models.UUIDField(db_index=True)
    class Meta:
        abstract = True
class TaggedItem(GenericTaggedItemBase, TaggedItemBase):
    class Meta:
        app_label = "taggit"
""",
    },
    kept=True,
)
