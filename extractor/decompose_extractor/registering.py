"""Where an app's `models` package imports its models: a class that nobody imports is no model.

Django imports `app.models` and nothing else, so a replica in `app/models/thread.py` that code
names only by a string exists in the service but is unknown there without that line.
"""

from __future__ import annotations

from collections.abc import Iterator

from decompose_core.monolith import Model
from decompose_extractor.cut import Cut
from decompose_source.modules import Module


def registrations(cut: Cut, model: Model) -> Iterator[tuple[Module, str]]:
    """Yield the names in the app's `models` that bring in a model which is defined elsewhere."""
    home, _, class_name = model.dotted.rpartition(".")
    for app in cut.project.apps:
        models = cut.module(f"{app.name}.models") if app.label == model.app else None
        if models is None or models.name == home:
            continue
        names = sorted(_names(cut, models, home, model.dotted))
        by_star = [class_name] if cut.outline(models).stars else []
        for name in names or by_star:
            yield models, name


def _names(cut: Cut, models: Module, home: str, dotted: str) -> Iterator[str]:
    for name, target in cut.outline(models).imported.items():
        source = f"{target.module}.{target.name}" if target.name else target.module
        if source == home or cut.project.names.canonical(source) == dotted:
            yield name
