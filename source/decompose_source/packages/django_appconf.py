"""django-appconf: defaults of settings written as a class."""

from __future__ import annotations

from decompose_source.packages._package import Package

_BASE = """
from django.conf import settings
class AppConf:
    def __init_subclass__(cls, **kwargs):
        meta = getattr(cls, "Meta", None)
        prefix = getattr(meta, "prefix", None)
        if prefix is None:
            prefix = cls.__module__.split(".")[-2]
        for name, value in list(cls.__dict__.items()):
            if not name.isupper():
                continue
            full = prefix.upper() + "_" + name if prefix else name
            if not hasattr(settings, full):
                setattr(settings, full, value)
"""

package = Package(stubs={"appconf": "from appconf.base import AppConf", "appconf.base": _BASE})
