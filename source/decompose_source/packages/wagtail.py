"""Wagtail: pages that extend the row of `Page`, and the bases of snippets, images and settings."""

from __future__ import annotations

from decompose_source.packages._package import Package

_ABSTRACT = """
    class Meta:
        abstract = True
"""
_MODELS = f"""
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
class SpecificMixin: pass
class PreviewableMixin: pass
class Orderable(models.Model):
    sort_order = models.IntegerField(null=True, blank=True, editable=False){_ABSTRACT}
class RevisionMixin(models.Model):
    latest_revision = models.ForeignKey("wagtailcore.Revision", models.SET_NULL, related_name="+",
                                        null=True, blank=True)
    _revisions = GenericRelation("wagtailcore.Revision"){_ABSTRACT}
class DraftStateMixin(models.Model):
    live = models.BooleanField(default=True)
    has_unpublished_changes = models.BooleanField(default=False)
    first_published_at = models.DateTimeField(null=True)
    last_published_at = models.DateTimeField(null=True)
    live_revision = models.ForeignKey("wagtailcore.Revision", models.SET_NULL, related_name="+",
                                      null=True, blank=True)
    go_live_at = models.DateTimeField(null=True)
    expire_at = models.DateTimeField(null=True)
    expired = models.BooleanField(default=False){_ABSTRACT}
class LockableMixin(models.Model):
    locked = models.BooleanField(default=False)
    locked_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True,
                                  related_name="locked_%(class)ss"){_ABSTRACT}
class WorkflowMixin(models.Model):
    _workflow_states = GenericRelation("wagtailcore.WorkflowState"){_ABSTRACT}
class TranslatableMixin(models.Model):
    translation_key = models.UUIDField()
    locale = models.ForeignKey("wagtailcore.Locale", models.PROTECT, related_name="+"){_ABSTRACT}
class BootstrapTranslatableMixin(TranslatableMixin):
    translation_key = models.UUIDField(null=True)
    locale = models.ForeignKey("wagtailcore.Locale", models.PROTECT, null=True,
                               related_name="+"){_ABSTRACT}
class Locale(models.Model):
    language_code = models.CharField(max_length=100, unique=True)
class Collection(models.Model):
    name = models.CharField(max_length=255)
class CollectionMember(models.Model):
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="+"){_ABSTRACT}
class Page(models.Model):
    title = models.CharField(max_length=255)
    slug = models.SlugField(max_length=255)
    _revisions = GenericRelation("wagtailcore.Revision")
    _workflow_states = GenericRelation("wagtailcore.WorkflowState")
    _specific_workflow_states = GenericRelation("wagtailcore.WorkflowState")
class Site(models.Model):
    hostname = models.CharField(max_length=255)
    root_page = models.ForeignKey(Page, models.CASCADE, related_name="sites_rooted_here")
class Revision(models.Model):
    object_id = models.CharField(max_length=255)
class WorkflowState(models.Model):
    object_id = models.CharField(max_length=255)
class Task(SpecificMixin, models.Model):
    name = models.CharField(max_length=255)
class TaskState(SpecificMixin, models.Model):
    status = models.CharField(max_length=50)
"""
_FILES = """
from django.conf import settings
from django.db import models
from taggit.managers import TaggableManager
from wagtail.models import CollectionMember
"""
_UPLOADED = """
    title = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)
    uploaded_by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    file_hash = models.CharField(max_length=40)
    tags = TaggableManager(blank=True)
"""
_IMAGES = f"""{_FILES}
class WagtailImageField(models.ImageField): pass
class ImageFileMixin: pass
class AbstractImage(ImageFileMixin, CollectionMember, models.Model):
{_UPLOADED}
    file = WagtailImageField()
    description = models.CharField(blank=True, max_length=255, default="")
    width = models.IntegerField(editable=False)
    height = models.IntegerField(editable=False)
    focal_point_x = models.PositiveIntegerField(null=True)
    focal_point_y = models.PositiveIntegerField(null=True)
    focal_point_width = models.PositiveIntegerField(null=True)
    focal_point_height = models.PositiveIntegerField(null=True)
    file_size = models.PositiveIntegerField(null=True){_ABSTRACT}
class Image(AbstractImage): pass
class AbstractRendition(ImageFileMixin, models.Model):
    filter_spec = models.CharField(max_length=255)
    file = WagtailImageField()
    width = models.IntegerField(editable=False)
    height = models.IntegerField(editable=False)
    focal_point_key = models.CharField(max_length=16, blank=True, default=""){_ABSTRACT}
"""
_DOCUMENTS = f"""{_FILES}
class AbstractDocument(CollectionMember, models.Model):
{_UPLOADED}
    file = models.FileField()
    file_size = models.PositiveBigIntegerField(null=True){_ABSTRACT}
class Document(AbstractDocument): pass
"""
_FORMS = f"""
from django.db import models
from wagtail.models import Orderable, Page
class FormMixin: pass
class EmailFormMixin(models.Model):
    to_address = models.CharField(max_length=255, blank=True)
    from_address = models.EmailField(max_length=255, blank=True)
    subject = models.CharField(max_length=255, blank=True){_ABSTRACT}
class AbstractForm(FormMixin, Page):
{_ABSTRACT}
class AbstractEmailForm(EmailFormMixin, FormMixin, Page):
{_ABSTRACT}
class AbstractFormField(Orderable):
    clean_name = models.CharField(max_length=255, blank=True, default="")
    label = models.CharField(max_length=255)
    field_type = models.CharField(max_length=16)
    required = models.BooleanField(default=True)
    choices = models.TextField(blank=True)
    default_value = models.TextField(blank=True)
    help_text = models.CharField(max_length=255, blank=True){_ABSTRACT}
class AbstractFormSubmission(models.Model):
    form_data = models.JSONField()
    page = models.ForeignKey(Page, models.CASCADE)
    submit_time = models.DateTimeField(auto_now_add=True){_ABSTRACT}
class FormSubmission(AbstractFormSubmission): pass
"""
_SETTINGS = f"""
from django.db import models
from wagtail.models import Site
class AbstractSetting(models.Model):
{_ABSTRACT}
class BaseSiteSetting(AbstractSetting):
    site = models.OneToOneField(Site, models.CASCADE, unique=True, editable=False){_ABSTRACT}
class BaseGenericSetting(AbstractSetting):
{_ABSTRACT}
"""


def _app(name: str, label: str) -> str:
    return f"""
from django.apps import AppConfig
class Config(AppConfig):
    name = "{name}"
    label = "{label}"
"""


package = Package(
    stubs={
        "wagtail": "",
        "wagtail.apps": _app("wagtail", "wagtailcore"),
        "wagtail.models": _MODELS,
        "wagtail.fields": """
from django.db import models
class RichTextField(models.TextField): pass
class StreamField(models.Field): pass
""",
        "wagtail.images": "",
        "wagtail.images.apps": _app("wagtail.images", "wagtailimages"),
        "wagtail.images.models": _IMAGES,
        "wagtail.documents": "",
        "wagtail.documents.apps": _app("wagtail.documents", "wagtaildocs"),
        "wagtail.documents.models": _DOCUMENTS,
        "wagtail.contrib": "",
        "wagtail.contrib.forms": "",
        "wagtail.contrib.forms.apps": _app("wagtail.contrib.forms", "wagtailforms"),
        "wagtail.contrib.forms.models": _FORMS,
        "wagtail.contrib.settings": "",
        "wagtail.contrib.settings.apps": _app("wagtail.contrib.settings", "wagtailsettings"),
        "wagtail.contrib.settings.models": _SETTINGS,
    }
)
