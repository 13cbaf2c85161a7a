"""The import graph: which module of the project imports which other one.

`from a import b` imports the module `a.b` where there is one, else `a`. A module that imports
itself has an edge to itself, as `from package import name` in the package's own `__init__.py`.
"""

from __future__ import annotations

from decompose_source.modules import Import, ImportKind, Module
from decompose_source.roots import Sources


def import_edges(sources: Sources) -> frozenset[tuple[str, str]]:
    """Return the edges (importer, imported), whatever scope an import stands in."""
    return frozenset(
        (name, target)
        for name, module in sources.modules.items()
        for each in module.imports
        if not _climbs_out(module, each) and (target := imported_module(sources, each)) is not None
    )


def imported_module(sources: Sources, each: Import) -> str | None:
    """Name the project's module that one import reads; None where it is none of the project's."""
    if each.kind is ImportKind.FROM and each.target in sources.modules:
        return each.target
    return each.module if each.module in sources.modules else None


def _climbs_out(module: Module, each: Import) -> bool:
    """Say whether the import has more dots than there are packages: Python refuses it."""
    return each.level > len(module.package.split("."))
