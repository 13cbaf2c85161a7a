"""What is wrong with single files: imports that lead nowhere, code that can't be read.

It needs each file's tree and nothing else needs all of them, so it can be put off for files that
the project's start does not run, and be done beside other work on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from decompose_core.problem import Level, Problem
from decompose_source.modules import Import, ImportScope, Module
from decompose_source.roots import Sources

# What only tests use, and migrations: nothing of them runs when a server starts.
ASIDE = frozenset({"tests", "test", "migrations"})


@dataclass(frozen=True, slots=True)
class Checked:
    """How many imports of own modules some files have, which are dead, and what can't be read."""

    imports: int = 0
    dead: tuple[Problem, ...] = ()
    broken: tuple[Problem, ...] = ()

    def __add__(self, other: Checked) -> Checked:
        return Checked(
            self.imports + other.imports, self.dead + other.dead, self.broken + other.broken
        )


NOTHING_CHECKED = Checked()


def is_aside(module: Module) -> bool:
    """Say whether a module stands aside of what a server runs, by its name."""
    return not ASIDE.isdisjoint(module.name.split("."))


def check(sources: Sources, own_names: frozenset[str], modules: Iterable[Module]) -> Checked:
    """Check some modules.

    An import in a `try` has its fallback beside it: there, the module may be missing on purpose.
    """
    count = 0
    dead: list[Problem] = []
    broken: list[Problem] = []
    for module in modules:
        broken.extend(module.problems)
        for each in module.imports:
            if each.module.partition(".")[0] not in own_names:
                continue
            count += 1
            if not _is_there(sources, own_names, each) and each.scope is not ImportScope.TRY:
                dead.append(_dead(module, each))
    return Checked(count, tuple(dead), tuple(broken))


def _is_there(sources: Sources, own_names: frozenset[str], each: Import) -> bool:
    return each.module in own_names or sources.find(each.module) is not None


def _dead(module: Module, each: Import) -> Problem:
    return Problem(
        Level.NOTE, f"imports {each.module}, which isn't in the project", module.at(each.node)
    )
