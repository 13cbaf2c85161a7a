"""Which names stand for others: `from prices import total as sum`, `sum = prices.total`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from decompose_source.index import NodeIndex
from decompose_source.modules import Module


@dataclass(frozen=True, slots=True)
class Aliases:
    """Last names with the names that stand for them in one module: at its top, and anywhere."""

    shared: Mapping[str, set[str]]
    local: Mapping[str, set[str]]


class Renaming:
    """What stands for what in one project, of the modules that were read so far."""

    def __init__(self) -> None:
        self._known: dict[str, Aliases] = {}
        self._shared: dict[str, set[str]] = {}

    def of(self, module: Module) -> Aliases:
        """Read what stands for what in a module; what it says at its top, others may import."""
        known = self._known.get(module.path)
        if known is None:
            known = self._known[module.path] = read_aliases(module)
            for name, others in known.shared.items():
                self._shared.setdefault(name, set()).update(others)
        return known

    def names_for(self, names: Iterable[str]) -> frozenset[str]:
        """Return these names and all that are known to stand for one of them in any module."""
        return _closed(names, self._shared)

    def names_in(self, module: Module, names: Iterable[str]) -> frozenset[str]:
        """Return these names and those that stand for one of them within a module."""
        return _closed(names, self.of(module).local)


def read_aliases(module: Module) -> Aliases:
    """Read a module's imports and assignments."""
    index = module.index
    shared: dict[str, set[str]] = {}
    local: dict[str, set[str]] = {}
    for node, name, other in _renamed(index):
        if name != other:
            local.setdefault(other, set()).add(name)
            if index.scope_of(node) is None:
                shared.setdefault(other, set()).add(name)
    return Aliases(shared, local)


def _closed(names: Iterable[str], aliases: Mapping[str, Iterable[str]]) -> frozenset[str]:
    found, pending = set(names), list(names)
    while pending:
        more = set(aliases.get(pending.pop(), ())) - found
        found |= more
        pending += more
    return frozenset(found)


def _renamed(index: NodeIndex) -> Iterator[tuple[ast.AST, str, str]]:
    """Yield each statement that renames, with the new name and the last part of the old one."""
    for node in index.imports:
        for alias in node.names:
            if alias.asname is not None:
                yield node, alias.asname, alias.name.rpartition(".")[2]
    for each in index.assignments:
        targets = each.targets if isinstance(each, ast.Assign) else [each.target]
        value = each.value
        other = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
        for target in targets if other else ():
            if isinstance(target, ast.Name):
                yield each, target.id, other
