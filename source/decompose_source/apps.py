"""The project's own apps, as its INSTALLED_APPS resolve to them."""

from __future__ import annotations

from decompose_core.monolith import App
from decompose_source.roots import Sources
from decompose_source.startup.registry import Registry


def read_apps(registry: Registry, sources: Sources) -> tuple[App, ...]:
    """List the installed apps whose code lies in the project, by label."""
    found = [
        App(entry.label, entry.name, _folder(entry.name, sources))
        for entry in registry.apps.values()
        if entry.own
    ]
    return tuple(sorted(found))


def _folder(name: str, sources: Sources) -> str:
    module = sources.find(name)
    if module is not None:
        return module.path.rpartition("/")[0] if module.is_package else module.path
    relative = name.replace(".", "/")
    for root in sources.roots:
        prefix = f"{root}/{relative}" if root else relative
        if any(path.startswith(f"{prefix}/") for path in sources.by_path):
            return prefix
    return relative
