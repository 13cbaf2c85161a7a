"""What code writes, directly and through what it calls.

Calls are followed through functions, methods, and the signals that a write sends.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from decompose_analyzer import orm
from decompose_analyzer.classes import FunctionNode
from decompose_analyzer.model_map import ModelMap
from decompose_analyzer.types import Types
from decompose_analyzer.values import Shape, Value
from decompose_source.index import called_name
from decompose_source.modules import Module
from decompose_source.project import Project

DEEPEST_PATH = 8
CREATORS = ("create_", "acreate_")
_WRITES = orm.WRITES_INSTANCE | orm.WRITES_RELATION | orm.WRITES_ROWS | {"save"}
# Which signals a method sends. https://docs.djangoproject.com/en/5.2/ref/signals/
SENDS: Mapping[str, tuple[str, ...]] = {
    "save": ("save",),
    "create": ("save",),
    "get_or_create": ("save",),
    "update_or_create": ("save",),
    "delete": ("delete",),
    "add": ("m2m", "save"),
    "remove": ("m2m", "save"),
    "set": ("m2m", "save"),
    "clear": ("m2m", "save"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Write:
    """A place that writes a model, and the functions that lead there from where one looked."""

    model: str
    module: Module
    node: ast.Call
    path: tuple[str, ...] = ()


class Effects:
    """Answers about the calls of one project; each function is read once."""

    def __init__(self, project: Project, models: ModelMap, types: Types) -> None:
        self._project = project
        self._models = models
        self._types = types
        self._calls: dict[str, Mapping[ast.AST | None, list[ast.Call]]] = {}
        self._written_models: dict[str, frozenset[str]] = {}
        self._receivers: dict[tuple[str, str], list[str]] = {}
        for each in project.receivers:
            sent = (each.sender or "", _occasion(each.signal))
            if each.sender:
                self._receivers.setdefault(sent, []).append(each.receiver)

    def written_by(self, module: Module, call: ast.Call) -> str | None:
        """Return the label of the model that this very call writes."""
        callee = call.func
        if not isinstance(callee, ast.Attribute) or not may_write(callee.attr):
            return None
        base = self._types.of(module, callee.value)
        if base is None:
            return None
        return self._written(module, callee, base)

    def _written(self, module: Module, callee: ast.Attribute, base: Value) -> str | None:
        match base.shape:
            case Shape.INSTANCE if callee.attr in orm.WRITES_INSTANCE:
                return base.name
            case Shape.ROWS if callee.attr in orm.WRITES_RELATION:
                return self._joined(module, callee.value) or base.name
            case Shape.ROWS if _writes_rows(callee.attr):
                return base.name
            case Shape.OBJECT if callee.attr == "save":
                return self._types.model_of_class(base.name)
            case _:
                return None

    def writes(self, module: Module, calls: Iterable[ast.Call]) -> Iterator[Write]:
        """Yield each write that the calls lead to, the nearest first."""
        pending: deque[tuple[Module, ast.Call, tuple[str, ...]]] = deque(
            (module, call, ()) for call in calls
        )
        entered: set[str] = set()
        while pending:
            here, call, path = pending.popleft()
            model = self.written_by(here, call)
            if model is not None:
                yield Write(model, here, call, path)
            if len(path) >= DEEPEST_PATH:
                continue
            for function in self._led_to(here, call, model):
                if function in entered:
                    continue
                entered.add(function)
                definition = self._project.names.definition(function)
                if definition and isinstance(definition.node, FunctionNode):
                    inner = self.calls_in(definition.module, definition.node)
                    pending.extend((definition.module, each, (*path, function)) for each in inner)

    def models_written(self, function: str) -> frozenset[str]:
        """Return the models that a function of the project writes, directly or through others."""
        known = self._written_models.get(function)
        if known is None:
            definition = self._project.names.definition(function)
            calls = self.calls_in(definition.module, definition.node) if definition else []
            found = self.writes(definition.module, calls) if definition else ()
            known = self._written_models[function] = frozenset(each.model for each in found)
        return known

    def calls_in(self, module: Module, function: ast.AST | None) -> list[ast.Call]:
        """Return the calls of a function's own body, without those of functions inside it."""
        known = self._calls.get(module.path)
        if known is None:
            grouped: dict[ast.AST | None, list[ast.Call]] = {}
            for call in module.index.calls:
                scope = module.index.scope_of(call)
                grouped.setdefault(scope.node if scope else None, []).append(call)
            known = self._calls[module.path] = grouped
        return known.get(function, [])

    def _led_to(self, module: Module, call: ast.Call, written: str | None) -> list[str]:
        function = self._types.function(module, call)
        found = [function] if function else []
        if written is not None:
            for occasion in _sent_by(called_name(call)):
                found += self._receivers.get((written, occasion), [])
        return found

    def _joined(self, module: Module, node: ast.expr) -> str | None:
        """Return whose table `row.relation.add()` writes: the join table's or the row's own."""
        hop = self._types.hop(module, node) if isinstance(node, ast.Attribute) else None
        if hop is None:
            return None
        field = (
            self._models.models[hop.owner].field(hop.field)
            if hop.owner in self._models.models
            else None
        )
        through = field.relation.through if field and field.relation else None
        return self._models.label(through) or hop.owner if through else hop.owner


def may_write(method: str) -> bool:
    """Say whether a method of that name writes on anything; most calls end here."""
    return method in _WRITES or method.startswith(CREATORS)


def _occasion(signal: str) -> str:
    """Name what sends a signal: `pre_save` and `post_save` are both sent by a save."""
    name = signal.rpartition(".")[2]
    return {"m2m_changed": "m2m"}.get(name, name.rpartition("_")[2])


def _sent_by(method: str) -> tuple[str, ...]:
    """Name the occasions of a method that writes; those on many rows at once send nothing."""
    plain = method.removeprefix("a") if method.removeprefix("a") in SENDS else method
    if plain in SENDS:
        return SENDS[plain]
    return () if method.endswith(("update", "bulk_create")) else ("save",)


def _writes_rows(method: str) -> bool:
    return method in orm.WRITES_ROWS or method.startswith(CREATORS)
