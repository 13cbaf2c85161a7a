"""Django itself: models, fields, signals, apps, views."""

from __future__ import annotations

from decompose_source.packages._package import Package

_FIELDS = """
class NOT_PROVIDED: pass
class Field: pass
class AutoFieldMixin: pass
class IntegerField(Field): pass
class AutoField(AutoFieldMixin, IntegerField): pass
class BigIntegerField(IntegerField): pass
class BigAutoField(AutoFieldMixin, BigIntegerField): pass
class SmallIntegerField(IntegerField): pass
class SmallAutoField(AutoFieldMixin, SmallIntegerField): pass
class PositiveIntegerField(IntegerField): pass
class PositiveBigIntegerField(BigIntegerField): pass
class PositiveSmallIntegerField(SmallIntegerField): pass
class BooleanField(Field): pass
class NullBooleanField(BooleanField): null = True
class CharField(Field): pass
class CommaSeparatedIntegerField(CharField): pass
class SlugField(CharField): pass
class EmailField(CharField): pass
class URLField(CharField): pass
class FilePathField(Field): pass
class TextField(Field): pass
class DateField(Field): pass
class DateTimeField(DateField): pass
class TimeField(Field): pass
class DurationField(Field): pass
class DecimalField(Field): pass
class FloatField(Field): pass
class BinaryField(Field): pass
class UUIDField(Field): pass
class IPAddressField(Field): pass
class GenericIPAddressField(Field): pass
"""
_VIEWS = """
class ContextMixin: pass
class TemplateResponseMixin: pass
class View:
    http_method_names = ["get", "post", "put", "patch", "delete", "head", "options", "trace"]
class TemplateView(TemplateResponseMixin, ContextMixin, View):
    def get(self, request, *args, **kwargs): ...
class RedirectView(View):
    def get(self, request, *args, **kwargs): ...
"""
_LIST = """
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View
class MultipleObjectMixin(ContextMixin): pass
class BaseListView(MultipleObjectMixin, View):
    def get(self, request, *args, **kwargs): ...
class MultipleObjectTemplateResponseMixin(TemplateResponseMixin): pass
class ListView(MultipleObjectTemplateResponseMixin, BaseListView): pass
"""
_DETAIL = """
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View
class SingleObjectMixin(ContextMixin): pass
class BaseDetailView(SingleObjectMixin, View):
    def get(self, request, *args, **kwargs): ...
class SingleObjectTemplateResponseMixin(TemplateResponseMixin): pass
class DetailView(SingleObjectTemplateResponseMixin, BaseDetailView): pass
"""
_EDIT = """
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View
from django.views.generic.detail import (
    BaseDetailView, SingleObjectMixin, SingleObjectTemplateResponseMixin,
)
class FormMixin(ContextMixin): pass
class ModelFormMixin(FormMixin, SingleObjectMixin):
    def form_valid(self, form): self.object = form.save()
class ProcessFormView(View):
    def get(self, request, *args, **kwargs): ...
    def post(self, request, *args, **kwargs): ...
    def put(self, *args, **kwargs): ...
class BaseFormView(FormMixin, ProcessFormView): pass
class FormView(TemplateResponseMixin, BaseFormView): pass
class BaseCreateView(ModelFormMixin, ProcessFormView): pass
class CreateView(SingleObjectTemplateResponseMixin, BaseCreateView): pass
class BaseUpdateView(ModelFormMixin, ProcessFormView): pass
class UpdateView(SingleObjectTemplateResponseMixin, BaseUpdateView): pass
class DeletionMixin:
    def delete(self, request, *args, **kwargs): self.object.delete()
    def post(self, request, *args, **kwargs): self.object.delete()
class BaseDeleteView(DeletionMixin, FormMixin, BaseDetailView): pass
class DeleteView(SingleObjectTemplateResponseMixin, BaseDeleteView): pass
"""
_DATES = "\n".join(
    f"class {name}(View):\n    def get(self, request, *args, **kwargs): ..."
    for name in (
        "ArchiveIndexView", "BaseArchiveIndexView", "BaseDateDetailView", "BaseDayArchiveView",
        "BaseMonthArchiveView", "BaseTodayArchiveView", "BaseWeekArchiveView",
        "BaseYearArchiveView", "DateDetailView", "DayArchiveView", "MonthArchiveView",
        "TodayArchiveView", "WeekArchiveView", "YearArchiveView",
    )
)  # fmt: skip

package = Package(
    stubs={
        "django": "VERSION = (5, 2, 0, 'final', 0)",
        "django.apps": "from django.apps.config import AppConfig",
        "django.apps.config": "class AppConfig: pass",
        "django.db": "",
        "django.db.models": """
from django.db.models.base import Model
from django.db.models.deletion import *
from django.db.models.fields import *
from django.db.models.fields.files import FileField, ImageField
from django.db.models.fields.generated import GeneratedField
from django.db.models.fields.json import JSONField
from django.db.models.fields.related import ForeignKey, ForeignObject
from django.db.models.fields.related import ManyToManyField, OneToOneField
from django.db.models.manager import BaseManager, Manager
from django.db.models.query import QuerySet
from django.db.models import signals
""",
        "django.db.models.base": "class Model: pass",
        "django.db.models.deletion": """
def CASCADE(collector, field, sub_objs, using): ...
def PROTECT(collector, field, sub_objs, using): ...
def RESTRICT(collector, field, sub_objs, using): ...
def SET_NULL(collector, field, sub_objs, using): ...
def SET_DEFAULT(collector, field, sub_objs, using): ...
def DO_NOTHING(collector, field, sub_objs, using): ...
def DB_CASCADE(collector, field, sub_objs, using): ...
def DB_SET_NULL(collector, field, sub_objs, using): ...
""",
        "django.db.models.fields": _FIELDS,
        "django.db.models.fields.files": """
from django.db.models.fields import Field
class FileField(Field): pass
class ImageField(FileField): pass
""",
        "django.db.models.fields.generated": """
from django.db.models.fields import Field
class GeneratedField(Field): pass
""",
        "django.db.models.fields.json": """
from django.db.models.fields import Field
class JSONField(Field): pass
""",
        "django.db.models.fields.related": """
from django.db.models.fields import Field
class RelatedField(Field):
    @property
    def related_model(self): raise AttributeError("not yet contributed to a model")
class ForeignObject(RelatedField): pass
class ForeignKey(ForeignObject): pass
class OneToOneField(ForeignKey): pass
class ManyToManyField(RelatedField): pass
""",
        "django.db.models.manager": """
class BaseManager: pass
class Manager(BaseManager): pass
""",
        "django.db.models.query": "class QuerySet: pass",
        "django.utils.functional": """
empty = object()
class LazyObject:
    def __init__(self):
        self._wrapped = empty
    def __getattr__(self, name):
        if self._wrapped is empty:
            self._setup()
        return getattr(self._wrapped, name)
    def __iter__(self):
        if self._wrapped is empty:
            self._setup()
        return iter(self._wrapped)
class SimpleLazyObject(LazyObject):
    def __init__(self, func):
        self._setupfunc = func
        self._wrapped = empty
    def _setup(self):
        self._wrapped = self._setupfunc()
""",
        "django.db.models.signals": """
from django.dispatch.dispatcher import Signal
class ModelSignal(Signal): pass
class_prepared = Signal()
pre_init = ModelSignal()
post_init = ModelSignal()
pre_save = ModelSignal()
post_save = ModelSignal()
pre_delete = ModelSignal()
post_delete = ModelSignal()
m2m_changed = ModelSignal()
pre_migrate = Signal()
post_migrate = Signal()
""",
        "django.dispatch": "from django.dispatch.dispatcher import Signal, receiver",
        "django.dispatch.dispatcher": "class Signal: pass",
        "django.core.signals": """
from django.dispatch.dispatcher import Signal
request_finished = Signal()
request_started = Signal()
got_request_exception = Signal()
setting_changed = Signal()
""",
        "django.core": "",
        "django.test": "",
        "django.test.signals": """
from django.core.signals import setting_changed
from django.dispatch.dispatcher import Signal
template_rendered = Signal()
""",
        "django.db.backends": "",
        "django.db.backends.signals": """
from django.dispatch.dispatcher import Signal
connection_created = Signal()
""",
        "django.views": "from django.views.generic.base import View",
        "django.views.generic": """
from django.views.generic.base import RedirectView, TemplateView, View
from django.views.generic.dates import *
from django.views.generic.detail import DetailView
from django.views.generic.edit import CreateView, DeleteView, FormView, UpdateView
from django.views.generic.list import ListView
""",
        "django.views.generic.base": _VIEWS,
        "django.views.generic.list": _LIST,
        "django.views.generic.detail": _DETAIL,
        "django.views.generic.edit": _EDIT,
        "django.views.generic.dates": f"from django.views.generic.base import View\n{_DATES}",
        "django.contrib": "",
    }
)
