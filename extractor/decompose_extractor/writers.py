"""What else writes the tables of a service: the proxy holds it at the cutover, and whoever used it
reads from the owner for a moment.

An endpoint that stays counts when something on its path writes a moved model, calls a moved
function that acts, or makes a receiver run that moved. A row whose model can't be told counts by
its name: one writer too many costs a moment's wait, a missing one a refused write.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property

from decompose_core.monolith import Endpoint, EndpointEffect, Receiver
from decompose_core.project_file import WriterEntry
from decompose_extractor.across import is_veto, keys_across
from decompose_extractor.acting import Acting, FunctionNode
from decompose_extractor.cut import Cut, is_test
from decompose_extractor.effects import EffectKind, effects_of
from decompose_extractor.members import members_of
from decompose_extractor.route_effects import SAFE
from decompose_extractor.urls import as_expression
from decompose_source.modules import Module
from decompose_source.names import Definition, dotted_parts

ADMIN = "admin"
# Of these views and mixins the class says what is written.
_WRITING = re.compile(r"Create|Update|Destroy|Delete|ModelViewSet|FormView")
_NAMING = frozenset({"form_class", "model", "queryset", "serializer_class"})
_HOLDING = ("DO_NOTHING", "PROTECT", "RESTRICT")
_MANY = 2000  # definitions on one path


def writers_of(cut: Cut) -> tuple[WriterEntry, ...]:
    """List endpoints that stay, and tasks and commands that move: these run in the monolith until
    the cutover."""
    found = [WriterEntry(endpoint=each) for each in sorted(set(_endpoints(cut)))]
    tasks = sorted(each.name for each in cut.project.tasks if cut.is_moved(each.function))
    found += [WriterEntry(task=each) for each in tasks]
    parts = [each.name.split(".") for each in cut.moved_modules]
    return (
        *found,
        *(WriterEntry(command=p[-1]) for p in parts if p[-3:-1] == ["management", "commands"]),
    )


def route_pattern(route: str) -> str:
    """Write a joined route in Django's path syntax, or as `re:...` where a regular expression is in
    it."""
    expression = as_expression(route)
    return f"re:{expression}" if expression is not None else route


def _endpoints(cut: Cut) -> Iterator[str]:
    paths = _Paths(cut)
    for each in cut.project.endpoints:
        if each.namespace.partition(":")[0] == ADMIN:
            yield f"re:^{re.escape(each.route)}"  # every page below it
            continue
        acts = each.app not in cut.moved and each.effect is not EndpointEffect.READ
        if acts and paths.write(each):
            yield route_pattern(each.route)


class _Paths:
    """Answers for one cut; what is known of a definition is kept, since paths meet."""

    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        self.acting = Acting(cut)
        self._known: dict[str, tuple[bool, tuple[Definition, ...]]] = {}

    def write(self, endpoint: Endpoint) -> bool:
        """Whether something on the path of an endpoint writes what moves."""
        view = self.cut.definition(endpoint.view)
        if view is None:
            return False
        changes = not endpoint.methods or not set(endpoint.methods) <= set(SAFE)
        if changes and isinstance(view.node, ast.ClassDef) and self._class_writes(view, view.node):
            return True
        pending, seen = [view], set[str]()
        while pending and len(seen) < _MANY:
            found = pending.pop()
            if found.dotted in seen:
                continue
            seen.add(found.dotted)
            writes, named = self._look(found)
            if writes:
                return True
            pending += named
        return False

    def _look(self, found: Definition) -> tuple[bool, tuple[Definition, ...]]:
        """Whether a definition writes by itself, and which others it names."""
        if found.dotted not in self._known:
            self._known[found.dotted] = (self._writes(found), tuple(self._named(found)))
        return self._known[found.dotted]

    @cached_property
    def watched(self) -> frozenset[str]:
        """Models that move, and those whose receivers do."""
        models = {each.label for each in self.cut.project.models if each.app in self.cut.moved}
        senders = {each.sender for each in self._receivers() if each.sender}
        return frozenset(models | senders)

    @cached_property
    def cascading(self) -> frozenset[str]:
        """Models whose deleted rows take moved rows along, or change them."""
        keys = (each for each in keys_across(self.cut) if each.moved and not each.join)
        return frozenset(each.to for each in keys if each.rule not in _HOLDING)

    @cached_property
    def signals(self) -> frozenset[str]:
        """The project's own signals that moved receivers wait for."""
        return frozenset(each.signal for each in self._receivers() if not each.sender)

    @cached_property
    def words(self) -> frozenset[str]:
        """The names of watched models, as variables hold their rows."""
        return frozenset(each.rpartition(".")[2].lower() for each in self.watched)

    @cached_property
    def methods(self) -> frozenset[str]:
        """Methods of watched models that act, by name."""
        found: set[str] = set()
        for module in self.cut.project.modules.values():
            for node in module.index.classes:
                model = self.cut.model_at(module, node)
                for each in members_of(node) if model and model.label in self.watched else ():
                    if isinstance(each.node, FunctionNode) and self.acting.of_method(
                        module, node, each.node
                    ):
                        found.add(each.name)
        return frozenset(found)

    def _receivers(self) -> Iterator[Receiver]:
        for each in self.cut.project.receivers:
            moved = self.cut.is_moved(each.receiver) and not is_test(each.receiver)
            if moved and not is_veto(each):
                yield each

    def _writes(self, found: Definition) -> bool:
        if isinstance(found.node, FunctionNode) and self.cut.is_moved(found.module.name):
            return bool(self.acting.of_function(found.module, found.node))
        module = found.module
        effects = effects_of(
            [found.node],
            lambda expression: self.cut.project.names.resolve(module, expression, at=expression),
            relations=self.cut.relation_names,
        )
        written = (e.what for e in effects if e.kind is EffectKind.WRITES)
        return any(self._is_watched(found, what) for what in written) or self._calls(found)

    def _is_watched(self, found: Definition, what: str) -> bool:
        """Whether `Order.objects.create` or `order.save` is about a watched model."""
        root, deletes = what.partition(".")[0], what.endswith(".delete")
        label = self._label(found.module, ast.Name(root, ast.Load()))
        if label is not None:
            return label in self.watched or (deletes and label in self.cascading)
        word = root.replace("_", "").lower()
        return any(word == each or word.endswith(each) for each in self.words)

    def _calls(self, found: Definition) -> bool:
        """Whether a method of a watched model that acts is called, or a signal is sent."""
        for each in ast.walk(found.node):
            if not isinstance(each, ast.Call) or not isinstance(each.func, ast.Attribute):
                continue
            if each.func.attr in self.methods:
                return True
            if each.func.attr in ("send", "send_robust"):
                sender = self.cut.project.names.resolve(found.module, each.func.value, at=each)
                if sender in self.signals:
                    return True
        return False

    def _class_writes(self, found: Definition, node: ast.ClassDef) -> bool:
        """Whether a generic view writes the watched model that it is for."""
        ancestors = self.cut.project.names.ancestors(found.dotted)
        bases = [each.rpartition(".")[2] for each in ancestors if self.cut.definition(each) is None]
        if not any(_WRITING.search(each) for each in bases):
            return False
        deletes = any(re.search(r"Destroy|Delete|ModelViewSet", each) for each in bases)
        labels = set(self._for(found.module, node))
        return bool(labels & self.watched) or (deletes and bool(labels & self.cascading))

    def _for(self, module: Module, node: ast.ClassDef) -> Iterator[str]:
        """The models that a class says it is for, itself, in its Meta or by its form."""
        for each in ast.walk(node):
            if not isinstance(each, ast.Assign) or not any(
                isinstance(t, ast.Name) and t.id in _NAMING for t in each.targets
            ):
                continue
            for name in ast.walk(each.value):
                if isinstance(name, ast.Name | ast.Attribute) and dotted_parts(name):
                    label = self._label(module, name)
                    if label is not None:
                        yield label
                    dotted = self.cut.project.names.resolve(module, name, at=each)
                    other = self.cut.definition(dotted) if dotted else None
                    if other is not None and isinstance(other.node, ast.ClassDef):
                        yield from self._for(other.module, other.node)

    def _label(self, module: Module, node: ast.expr) -> str | None:
        dotted = self.cut.project.names.resolve(module, node)
        model = self.cut.project.model_of(dotted) if dotted else None
        return model.label if model is not None else None

    def _named(self, found: Definition) -> Iterator[Definition]:
        """Functions and classes that a definition names; models are judged by what is done."""
        for each in ast.walk(found.node):
            if not isinstance(each, ast.Name | ast.Attribute) or not dotted_parts(each):
                continue
            dotted = self.cut.project.names.resolve(found.module, each, at=each)
            other = self.cut.definition(dotted) if dotted else None
            if other is None or is_test(other.module.name) or self._label(found.module, each):
                continue
            if isinstance(other.node, FunctionNode | ast.ClassDef):
                yield other
