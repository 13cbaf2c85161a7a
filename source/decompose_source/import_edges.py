"""The import graph: which module of the project imports which other one.

`from a import b` imports the module `a.b` where there is one, else `a`; a package's own import of
itself is no edge. Modules in folders without `__init__.py` count like all others.
"""

from __future__ import annotations

from decompose_source.modules import Import, ImportKind
from decompose_source.roots import Sources


def import_edges(sources: Sources) -> frozenset[tuple[str, str]]:
    """Return the edges (importer, imported), whatever scope an import stands in."""
    return frozenset(
        (name, target)
        for name, module in sources.modules.items()
        for each in module.imports
        if (target := imported_module(sources, each)) is not None and target != name
    )


def imported_module(sources: Sources, each: Import) -> str | None:
    """Name the project's module that one import reads; None where it is none of the project's."""
    if each.kind is ImportKind.FROM and each.target in sources.modules:
        return each.target
    return each.module if each.module in sources.modules else None
