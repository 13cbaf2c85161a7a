"""Imports of the project's own modules that lead nowhere."""

from __future__ import annotations

from decompose_core.problem import Level, Problem
from decompose_source.modules import Import, ImportScope, Module
from decompose_source.roots import Sources


def check_imports(sources: Sources, own_names: frozenset[str]) -> tuple[int, list[Problem]]:
    """Count the imports of own modules, and report those whose module isn't there.

    An import in a `try` has its fallback beside it: there, the module may be missing on purpose.
    """
    count = 0
    dead: list[Problem] = []
    for module in sources.by_path.values():
        for each in module.imports:
            if each.module.partition(".")[0] not in own_names:
                continue
            count += 1
            if not _is_there(sources, own_names, each) and each.scope is not ImportScope.TRY:
                dead.append(_dead(module, each))
    return count, dead


def _is_there(sources: Sources, own_names: frozenset[str], each: Import) -> bool:
    return each.module in own_names or sources.find(each.module) is not None


def _dead(module: Module, each: Import) -> Problem:
    return Problem(
        Level.NOTE, f"imports {each.module}, which isn't in the project", module.at(each.node)
    )
