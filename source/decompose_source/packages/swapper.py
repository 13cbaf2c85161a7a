"""swapper: models that a setting swaps for others, as `AUTH_USER_MODEL` does."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "swapper": """
from django.apps import apps
from django.conf import settings
_prefixes = {}
def swappable_setting(app_label, model):
    return _prefixes.get(app_label, app_label).upper() + "_" + model.upper() + "_MODEL"
def is_swapped(app_label, model):
    default = app_label + "." + model
    value = getattr(settings, swappable_setting(app_label, model), default)
    return value if value != default else False
def get_model_name(app_label, model):
    return is_swapped(app_label, model) or app_label + "." + model
def get_model_names(app_label, models):
    return {model: get_model_name(app_label, model) for model in models}
def load_model(app_label, model, required=True, require_ready=True):
    return apps.get_model(get_model_name(app_label, model), require_ready=require_ready)
def set_app_prefix(app_label, prefix):
    _prefixes[app_label] = prefix
def join(app_label, model):
    return app_label + "." + model
def split(model):
    app_label, _, model = model.rpartition(".")
    return app_label, model
def dependency(app_label, model, version=None):
    return (get_model_name(app_label, model), version)
"""
    }
)
