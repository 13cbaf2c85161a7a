"""Who runs a function: its callers, queues and signals, up to an endpoint, a task or a command."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from decompose_analyzer.classes import Classes, FunctionNode
from decompose_analyzer.types import Types
from decompose_core.monolith import Endpoint
from decompose_source.index import called_name
from decompose_source.modules import Module
from decompose_source.project import Project

DEEPEST_PATH = 8
QUEUES = frozenset({"delay", "apply_async", "s", "si", "delay_on_commit", "signature", "map"})
SENDS = frozenset({"send", "send_robust", "asend", "asend_robust"})
HANDED = QUEUES | SENDS | {"SET"}
COMMANDS = ".management.commands."


@dataclass(frozen=True, slots=True, eq=False)
class Caller:
    """A call of a function, and the function or class body (or module) that it stands in."""

    name: str
    module: Module
    call: ast.Call


class CallGraph:
    """The calls of one project's production code; who calls what is found when first asked for."""

    def __init__(
        self, project: Project, types: Types, classes: Classes, code: Iterable[Module]
    ) -> None:
        self._project = project
        self._types = types
        self._classes = classes
        self._code = tuple(code)
        self._known: dict[str, tuple[Caller, ...]] = {}
        self._routes: dict[str, tuple[str, ...]] = {}

    def callers(self, function: str) -> tuple[Caller, ...]:
        """Return every known call of a function, in order of place."""
        known = self._known.get(function)
        if known is None:
            known = self._known[function] = tuple(self._find_callers(function))
        return known

    def _find_callers(self, function: str) -> Iterator[Caller]:
        """Infer what calls of that name run, and add those by way of a queue or a signal."""
        renaming = self._types.callers.renaming
        names = renaming.names_for([function.rpartition(".")[2]])
        handed = self._handed_on.get(function, {})
        numbers = {each for name in names for each in self._places.get(name, ())}
        for number in sorted(numbers | handed.keys()):
            module, others = self._code[number], handed.get(number, set[ast.Call]())
            here = renaming.names_in(module, names)
            for call in module.index.calls_named(here | HANDED if others else here):
                if call in others or self._types.function(module, call) == function:
                    yield self._caller(module, call)

    def _caller(self, module: Module, call: ast.Call) -> Caller:
        scope = module.index.scope_of(call)
        while scope is not None and isinstance(scope.node, ast.Lambda):
            scope = scope.parent
        return Caller(f"{module.name}.{scope.qualname}" if scope else module.name, module, call)

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        """Map each name to the numbers of the modules that call it, or rename it."""
        places: dict[str, list[int]] = {}
        for number, module in enumerate(self._code):
            renamed = self._types.callers.renaming.of(module).local
            for name in {*module.index.called_names, *renamed}:
                places.setdefault(name, []).append(number)
        return places

    @cached_property
    def _handed_on(self) -> Mapping[str, Mapping[int, set[ast.Call]]]:
        """Map functions to the calls, by module, that a queue, a signal or a deletion makes."""
        found: dict[str, dict[int, set[ast.Call]]] = {}
        for number, module in enumerate(self._code):
            for call in module.index.calls_named(HANDED):
                for function in self._run_by(module, call):
                    found.setdefault(function, {}).setdefault(number, set()).add(call)
        return found

    def route(self, function: str) -> tuple[str, ...]:
        """Return the shortest way to a function: what starts it, then each function on the way.

        The first item names an endpoint, task, command or receiver; empty where none is known.
        """
        if function not in self._routes:
            self._routes[function] = self._find_route(function)
        return self._routes[function]

    def _find_route(self, function: str) -> tuple[str, ...]:
        pending: deque[tuple[str, ...]] = deque([(function,)])
        seen = {function}
        while pending:
            path = pending.popleft()
            entry = self.entry(path[0])
            if entry is not None:
                return (entry, *path)
            if len(path) > DEEPEST_PATH:
                continue
            for each in self.callers(path[0]):
                if each.name not in seen:
                    seen.add(each.name)
                    pending.append((each.name, *path))
        return ()

    def led_to(self, module: Module, node: ast.AST) -> Iterator[str]:
        """Yield the functions that a callback runs: a name, a lambda, a partial, `task.delay`."""
        inside = list(ast.walk(node))
        for each in inside:
            if isinstance(each, ast.Call):
                yield from self._run_by(module, each)
        for each in inside:
            if isinstance(each, ast.Name | ast.Attribute):
                dotted = self._project.names.resolve(module, each, each) or ""
                owner, _, last = dotted.rpartition(".")
                function = owner if last in QUEUES and owner in self._tasks else dotted
                definition = self._project.names.definition(function) if function else None
                if definition is not None and isinstance(definition.node, FunctionNode):
                    yield definition.dotted

    def entry(self, function: str) -> str | None:
        """Say what starts a function from outside: `endpoint /orders/`, `task orders.close`."""
        known = self._entries.get(function)
        if known is not None:
            return known
        owner, _, method = function.rpartition(".")
        if owner in self._view_classes and method:
            # An extra action of a view set has an endpoint of its own.
            ending = f"-{method.replace('_', '-')}"
            routes = self._view_classes[owner]
            chosen = [each for each in routes if (each.name or "").endswith(ending)]
            return _endpoint((chosen or routes)[0])
        if COMMANDS in f".{function}" and method in ("handle", "handle_noargs"):
            return f"command {owner.rpartition('.')[0].rpartition('.')[2]}"
        return None

    @cached_property
    def _entries(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for endpoint in self._project.endpoints:
            found.setdefault(endpoint.view, _endpoint(endpoint))
        for task in self._project.tasks:
            found.setdefault(task.function, f"task {task.name}")
        for receiver in self._project.receivers:
            signal = receiver.signal.rpartition(".")[2]
            sender = f" of {receiver.sender}" if receiver.sender else ""
            found.setdefault(receiver.receiver, f"signal {signal}{sender}")
        return found

    @cached_property
    def _view_classes(self) -> Mapping[str, list[Endpoint]]:
        """Map each class that a view is made of to the endpoints of that view."""
        found: dict[str, list[Endpoint]] = {}
        for endpoint in self._project.endpoints:
            for owner in self._classes.ancestors(endpoint.view):
                found.setdefault(owner, []).append(endpoint)
        return found

    def _run_by(self, module: Module, call: ast.Call) -> Iterator[str]:
        """Yield the functions that a call runs, now or by way of a queue or a signal."""
        function = self._types.function(module, call)
        if function is not None:
            yield function
            return
        name = called_name(call)
        if name == "SET" and call.args:  # on_delete=SET(get_deleted_user)
            dotted = self._project.names.resolve(module, call.args[0], call)
            yield from [dotted] if dotted else []
        if not isinstance(call.func, ast.Attribute) or name not in QUEUES | SENDS:
            return
        dotted = self._project.names.resolve(module, call.func.value, call)
        if dotted is None:
            return
        if name in QUEUES and dotted in self._tasks:
            yield dotted
        elif name in SENDS:
            yield from self._receivers.get(dotted, ())

    @cached_property
    def _tasks(self) -> frozenset[str]:
        return frozenset(each.function for each in self._project.tasks)

    @cached_property
    def _receivers(self) -> Mapping[str, list[str]]:
        """Map each signal of the project to its receivers."""
        found: dict[str, list[str]] = {}
        for each in self._project.receivers:
            found.setdefault(each.signal, []).append(each.receiver)
        return found


def _endpoint(endpoint: Endpoint) -> str:
    return f"endpoint /{endpoint.route.lstrip('/^')}"
