"""django-lifecycle: methods of models that are called around saving, marked by decorators."""

from __future__ import annotations

from decompose_source.packages._package import Package

_HOOKS = "\n".join(
    f'{name} = "{name.lower()}"'
    for name in (
        "BEFORE_SAVE", "AFTER_SAVE", "BEFORE_CREATE", "AFTER_CREATE", "BEFORE_UPDATE",
        "AFTER_UPDATE", "BEFORE_DELETE", "AFTER_DELETE",
    )
)  # fmt: skip
_MODELS = """
from django.db import models
class LifecycleModelMixin: pass
class LifecycleModel(LifecycleModelMixin, models.Model):
    class Meta:
        abstract = True
"""

package = Package(
    stubs={
        "django_lifecycle": f"""
from django_lifecycle.mixins import LifecycleModelMixin
from django_lifecycle.models import LifecycleModel
{_HOOKS}
def hook(*args, **kwargs):
    return lambda function: function
""",
        "django_lifecycle.hooks": _HOOKS,
        "django_lifecycle.decorators": "from django_lifecycle import hook",
        "django_lifecycle.mixins": "from django_lifecycle.models import LifecycleModelMixin",
        "django_lifecycle.models": _MODELS,
    }
)
