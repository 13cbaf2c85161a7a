"""django-simple-history: a second model for each one whose history is kept."""

from __future__ import annotations

from decompose_source.packages._package import Package

_RECORDS = """
from django.conf import settings
from django.db import models
registered_models = {}
class HistoricalChanges: pass
class HistoricalRecords:
    DEFAULT_MODEL_NAME_PREFIX = "Historical"
    m2m_models = {}
    def __init__(self, verbose_name=None, verbose_name_plural=None, bases=(models.Model,),
                 user_related_name="+", table_name=None, inherit=False, excluded_fields=None,
                 history_id_field=None, history_change_reason_field=None, user_model=None,
                 custom_model_name=None, app=None, history_user_id_field=None, related_name=None,
                 m2m_fields=(), m2m_bases=(models.Model,), **kwargs):
        self.user_related_name = user_related_name
        self.table_name = table_name
        self.inherit = inherit
        self.history_id_field = history_id_field
        self.history_change_reason_field = history_change_reason_field
        self.user_model = user_model
        self.custom_model_name = custom_model_name
        self.app = app
        self.user_id_field = history_user_id_field
        self.related_name = related_name
        self.excluded_fields = excluded_fields or []
        self.bases = (HistoricalChanges,) + tuple(bases)
    def contribute_to_class(self, cls, name):
        self.manager_name = name
        self.module = cls.__module__
        self.cls = cls
        models.signals.class_prepared.connect(self.finalize, weak=False)
    def finalize(self, sender, **kwargs):
        inherited = False
        if self.cls is not sender:
            inherited = self.inherit and issubclass(sender, self.cls)
            if not inherited:
                return
        self.create_history_model(sender, inherited)
        models.signals.post_save.connect(self.post_save, sender=sender, weak=False)
        models.signals.post_delete.connect(self.post_delete, sender=sender, weak=False)
    def get_history_model_name(self, model):
        if not self.custom_model_name:
            return self.DEFAULT_MODEL_NAME_PREFIX + model._meta.object_name
        if callable(self.custom_model_name):
            return self.custom_model_name(model._meta.object_name)
        return self.custom_model_name
    def create_history_model(self, model, inherited):
        attrs = {"__module__": model.__module__ if inherited else self.module}
        meta = {"app_label": self.app or model._meta.app_label}
        if self.table_name is not None:
            meta["db_table"] = self.table_name
        attrs.update(self.copy_fields(model))
        attrs.update(self.get_extra_fields(model, attrs))
        attrs["Meta"] = type("Meta", (), meta)
        return type(self.get_history_model_name(model), self.bases, attrs)
    def copy_fields(self, model):
        fields = {}
        if not any(field.primary_key for field in model._meta.fields):
            key = getattr(model._meta.app_config, "default_auto_field", None)
            key = str(key or getattr(settings, "DEFAULT_AUTO_FIELD", ""))
            big = key.endswith("BigAutoField")
            fields["id"] = models.BigIntegerField() if big else models.IntegerField()
        for field in model._meta.fields:
            if field.name in self.excluded_fields:
                continue
            options = {"null": field.null}
            if field.db_column:
                options["db_column"] = field.db_column
            if isinstance(field, models.ForeignKey):
                to = model if field.related_model == "self" else field.related_model
                options.update(on_delete=models.DO_NOTHING, null=True, related_name="+")
                fields[field.name] = models.ForeignKey(to, db_constraint=False, **options)
            elif isinstance(field, models.AutoField):
                fields[field.name] = models.IntegerField(**options)
            elif isinstance(field, models.BigAutoField):
                fields[field.name] = models.BigIntegerField(**options)
            elif isinstance(field, models.FileField):
                fields[field.name] = models.TextField(**options)
            else:
                fields[field.name] = type(field)(**options)
        return fields
    def get_extra_fields(self, model, fields):
        extra = {
            "history_id": self.history_id_field or models.AutoField(primary_key=True),
            "history_date": models.DateTimeField(),
            "history_change_reason": self.history_change_reason_field
            or models.CharField(max_length=100, null=True),
            "history_type": models.CharField(max_length=1),
        }
        if getattr(settings, "SIMPLE_HISTORY_HISTORY_ID_USE_UUID", False):
            extra["history_id"] = models.UUIDField(primary_key=True)
        if self.related_name:
            extra["history_relation"] = models.ForeignKey(
                model, models.DO_NOTHING, related_name=self.related_name, db_constraint=False)
        if self.user_id_field is not None:
            extra["history_user_id"] = self.user_id_field
        else:
            extra["history_user"] = models.ForeignKey(
                self.user_model or getattr(settings, "AUTH_USER_MODEL", "auth.User"),
                on_delete=models.SET_NULL, null=True, related_name=self.user_related_name)
        return extra
    def post_save(self, instance, created, using=None, **kwargs): ...
    def post_delete(self, instance, using=None, **kwargs): ...
    def m2m_changed(self, instance, action, attr, pk_set, reverse, **_): ...
"""

package = Package(
    stubs={
        "simple_history": """
from simple_history.models import HistoricalRecords
def register(model, app=None, manager_name="history", records_class=None, table_name=None,
             **records_config):
    records = (records_class or HistoricalRecords)(**records_config)
    records.manager_name = manager_name
    records.table_name = table_name
    records.app = app
    records.module = model.__module__
    records.cls = model
    records.finalize(model)
""",
        "simple_history.models": _RECORDS,
        "simple_history.admin": """
from django.contrib import admin
class SimpleHistoryAdmin(admin.ModelAdmin): pass
""",
    },
    kept=True,
)
