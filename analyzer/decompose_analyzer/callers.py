"""Who calls a function: the calls of the project whose name leads to it.

Nobody asks for all functions, so no table of all calls is made. A file that calls `prices.total`
has the word `total` in it, or a name that stands for it (`from prices import total as sum`). So
only files with such a word are parsed, and only calls of such a name are resolved.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from decompose_analyzer.aliases import Aliases, Renaming
from decompose_analyzer.classes import FunctionNode
from decompose_analyzer.text_look import TextLook
from decompose_source.modules import Module, words
from decompose_source.project import Project

# A function that is called from everywhere tells its parameters by its first callers.
MOST_CALLERS = 20


class Callers:
    """The calls of one project's functions, looked for when first asked for."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[str, Sequence[tuple[Module, ast.Call]]] = {}
        self._looks: dict[int, TextLook] = {}
        self.renaming = Renaming()

    def of(self, function: str) -> Sequence[tuple[Module, ast.Call]]:
        """Return the first calls of a function, in order of their modules' names."""
        known = self._known.get(function)
        if known is None:
            known = self._known[function] = self._find(function)
        return known

    def arguments(
        self, function: str, owner: FunctionNode, node: ast.arg
    ) -> list[tuple[Module, ast.expr]]:
        """Return what the callers pass for one parameter."""
        position = _position(owner, node)
        found: list[tuple[Module, ast.expr]] = []
        for module, call in self.of(function):
            passed = next((each.value for each in call.keywords if each.arg == node.arg), None)
            plain = not any(isinstance(each, ast.Starred) for each in call.args)
            if passed is None and plain and position is not None and position < len(call.args):
                passed = call.args[position]
            if passed is not None:
                found.append((module, passed))
        return found

    def _find(self, function: str) -> list[tuple[Module, ast.Call]]:
        names, classes, modules = self._candidates(function)
        found: list[tuple[Module, ast.Call]] = []
        for module in modules:
            here = self.renaming.names_in(module, names)
            owners = self.renaming.names_in(module, classes) if classes else None
            for call in module.index.calls_named(here):
                if owners is not None and not _may_belong(call.func, owners):
                    continue
                if self._project.names.resolve(module, call.func, call) == function:
                    found.append((module, call))
                    if len(found) == MOST_CALLERS:
                        return found
        return found

    def _candidates(self, function: str) -> tuple[frozenset[str], frozenset[str], list[Module]]:
        """Return what a function and its class may be called, and the modules that may call it so.

        A module that seems to rename it is read for the further name, until there is none.
        """
        owner, _, name = function.rpartition(".")
        is_method = owner not in self._project.modules  # a call by name names its class, too
        while True:
            names = self.renaming.names_for([name])
            holder = [owner.rpartition(".")[2]] if is_method else []
            classes = self.renaming.names_for(holder)
            found = [
                self._modules[number]
                for number in sorted(self._with_word(names))
                if number not in self._unread or self._may_call(number, names, classes)
            ]
            if self.renaming.names_for(names | classes) == names | classes:
                return names, classes, found

    def _may_call(self, number: int, names: frozenset[str], classes: frozenset[str]) -> bool:
        """Look at the text of a module; what seems to rename one of these is read."""
        module, look = self._modules[number], self._looks.get(number)
        if look is None:
            look = self._looks[number] = TextLook(module.source)
        if any(map(look.may_rename, names | classes)):
            self.renaming.of(module)
            return True
        if classes:
            return any(not names.isdisjoint(look.methods_called(each)) for each in classes)
        return any(map(look.may_call, names))

    def _with_word(self, names: Iterable[str]) -> set[int]:
        return {number for name in names for number in self._places.get(name, ())}

    @cached_property
    def _modules(self) -> tuple[Module, ...]:
        return tuple(module for _, module in sorted(self._project.modules.items()))

    @cached_property
    def _places(self) -> Mapping[str, Sequence[int]]:
        """Map words to the numbers of the modules that they stand in.

        Of a module that is parsed, the names that it calls or renames; of any other, all words.
        """
        places: dict[str, list[int]] = {}
        for number, module in enumerate(self._modules):
            unread = number in self._unread
            found = words(module.source) if unread else _called(module, self.renaming.of(module))
            for word in found:
                places.setdefault(word, []).append(number)
        return places

    @cached_property
    def _unread(self) -> frozenset[int]:
        """The numbers of the modules that nobody has parsed so far."""
        return frozenset(
            number for number, module in enumerate(self._modules) if not module.is_parsed
        )


def _may_belong(callee: ast.expr, owners: frozenset[str]) -> bool:
    """Say whether a method is named through its class, or in the body of the class itself."""
    if not isinstance(callee, ast.Attribute):
        return True
    value = callee.value
    return (value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")) in owners


def _called(module: Module, aliases: Aliases) -> Iterable[str]:
    return {*module.index.called_names, *aliases.local}


def _position(owner: FunctionNode, node: ast.arg) -> int | None:
    arguments = [*owner.args.posonlyargs, *owner.args.args]
    return arguments.index(node) if node in arguments else None
