"""django-hierarkey: a decorator that makes a model of key and value for each model it stands on."""

from __future__ import annotations

from decompose_source.packages._package import Package

_MODELS = """
import sys
from django.db import models
class GlobalSettingsBase: pass
class Hierarkey:
    def __init__(self, attribute_name):
        self.attribute_name = attribute_name
    def add_default(self, key, value, value_type): ...
    def add_type(self, type, serialize, unserialize): ...
    def set_global(self, cache_namespace=None):
        def wrapper(cls):
            self._store(cls, related=False)
            return cls
        return wrapper
    def add(self, cache_namespace=None, parent_field=None):
        def wrapper(cls):
            self._store(cls, related=True)
            return cls
        return wrapper
    def _store(self, model, related):
        names = {
            "key": models.CharField(max_length=255),
            "value": models.TextField(),
            "__module__": model.__module__,
        }
        if related:
            related_name = "_" + self.attribute_name + "_objects"
            names["object"] = models.ForeignKey(
                model, related_name=related_name, on_delete=models.CASCADE)
        name = model.__name__ + "_SettingsStore"
        made = type(name, (models.Model,), names)
        setattr(sys.modules[model.__module__], name, made)
"""

package = Package(stubs={"hierarkey": "", "hierarkey.models": _MODELS})
