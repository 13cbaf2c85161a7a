"""An abstract interpreter for Python: does at start-up what Python would do, on values it knows.

It reads trees, never bytecode, and never runs project code: files, the network, the clock and the
environment are out of its reach but for what `natives` answers from tables. What isn't known is
`Unknown`. On an unknown condition both branches are taken. Errors that a module's own statement
raises end that statement, not the module. Steps and depth are bounded.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from decompose_core.location import Location
from decompose_core.problem import Level, Problem
from decompose_source.evaluation.values import (
    Class,
    External,
    Frame,
    Namespace,
    Raised,
    Signal,
    Unknown,
    Value,
)
from decompose_source.installed import NOTHING_INSTALLED, Installed
from decompose_source.modules import Module

MOST_STEPS = 400_000  # for one statement of a module
DEEPEST = 120  # calls of project functions in each other
MOST_ITEMS = 100_000  # of anything that is iterated over
_READ_ALL_THE_SAME = ("django.contrib.", "django.conf.urls.", "rest_framework.authtoken.")


class OutOfSteps(Exception):
    """The evaluation of one statement took too long; it is given up."""


@dataclass(frozen=True, slots=True)
class Machinery:
    """The parts of the evaluation that need each other; `machine.py` puts them together."""

    evaluate: Callable[[Evaluator, ast.expr, Frame], Value]
    call: Callable[[Evaluator, Value, list[Value], dict[str, Value]], Value]
    construct: Callable[[Evaluator, type, list[Value], dict[str, Value]], Value]
    method: Callable[[Evaluator, Value, str], Value]
    bind: Callable[[Evaluator, ast.expr, Value, Frame], None]
    run_module: Callable[[Evaluator, Namespace, ast.Module], None]
    run_block: Callable[[Evaluator, list[ast.stmt], Frame], Signal | None]
    run_tolerantly: Callable[[Evaluator, ast.stmt, Frame], Signal | None]


@dataclass(eq=False)
class Evaluator:
    """The state of one evaluation; natives, stubs and the environment are what it starts from."""

    machinery: Machinery
    find_module: Callable[[str], Module | None]
    own_names: frozenset[str]  # every dotted name that is a module or package at hand
    natives: Mapping[str, Value]
    stubs: Mapping[str, str]
    environ: Mapping[str, str] = field(default_factory=dict[str, str])
    installed: Installed = NOTHING_INSTALLED
    kept: frozenset[str] = frozenset()  # packages whose outline is taken, even with their source
    modules: dict[str, Namespace] = field(default_factory=dict[str, Namespace])
    problems: list[Problem] = field(default_factory=list[Problem])
    on_class: list[Callable[[Evaluator, Class], None]] = field(
        default_factory=list[Callable[["Evaluator", Class], None]]
    )
    failures: list[tuple[Location | None, str]] = field(
        default_factory=list[tuple["Location | None", str]]
    )
    generators: dict[ast.AST, bool] = field(default_factory=dict[ast.AST, bool])
    state: dict[str, object] = field(default_factory=dict[str, object])  # of natives, by their name
    quiet: bool = False  # what goes wrong in a package's own code is no news of the project
    trying: bool = False  # whether a `try` of the running module is around
    tolerated: str = ""  # a function of this name goes on behind a statement that fails
    steps: int = 0
    depth: int = 0
    site: Location | None = None  # the call that is being evaluated
    caller: Frame | None = None  # and where it stands
    patches: dict[str, Value] = field(default_factory=dict[str, Value])  # set on what's external
    making: Class | None = None  # the class that is being made
    running: dict[ast.AST, int] = field(default_factory=dict[ast.AST, int])  # functions, how often

    def load(self, dotted: str) -> Namespace | External:
        """Import a module with the packages around it, and give it.

        Raises:
            Raised: ModuleNotFoundError, where it should lie in the project but doesn't.
        """
        found = self.modules.get(dotted)
        if found is not None:
            return found
        parent, _, name = dotted.rpartition(".")
        around = self.load(parent) if parent else None
        found = self.modules.get(dotted)  # loading the package may have loaded it
        if found is not None:
            return found
        module = self._make(dotted)
        if module is None:
            if self._lacks(dotted, around):
                raise Raised(ModuleNotFoundError(f"No module named {dotted!r}", name=dotted))
            return External(dotted)
        self.modules[dotted] = module
        if isinstance(around, Namespace):
            around.names.setdefault(name, module)
        self._execute(module)
        if isinstance(around, Namespace):
            around.names[name] = module
        return module

    def loaded(self, dotted: str) -> Namespace | None:
        """Load a module; None where it isn't at hand."""
        try:
            module = self.load(dotted)
        except Raised:
            return None
        return module if isinstance(module, Namespace) else None

    def exists(self, dotted: str) -> bool:
        """Whether a module of that name is at hand, without loading it."""
        return (
            dotted in self.own_names or dotted in self.stubs or self._installed(dotted) is not None
        )

    def call(self, function: Value, args: list[Value], kwargs: dict[str, Value]) -> Value:
        """Call a value."""

        return self.machinery.call(self, function, args, kwargs)

    def construct(self, kind: type, args: list[Value], kwargs: dict[str, Value]) -> Value:
        """Make a value of one of Python's own types."""

        return self.machinery.construct(self, kind, args, kwargs)

    def plain_method(self, value: Value, name: str) -> Value:
        """Give a method of a plain Python value."""

        return self.machinery.method(self, value, name)

    def native(self, dotted: str) -> Value:
        """Find what we know of an external name, or what the project put in its place."""
        found = self.patches.get(dotted) if self.patches else None
        return self.natives.get(dotted) if found is None else found

    def note(self, message: str, location: Location | None, hint: str = "") -> None:
        """Report something that could not be resolved."""
        if not self.quiet:
            self.problems.append(Problem(Level.NOTE, message, location, hint))

    def fail(self, location: Location | None, message: str) -> None:
        """Keep that a statement could not be evaluated."""
        if not self.quiet:
            self.failures.append((location, message))

    def at(self, frame: Frame, node: ast.AST) -> Location | None:
        """The place of a node; None in tables of our own."""
        source = frame.module.source
        if source is None or source.path.startswith("<"):
            return self.site
        return source.at(node)

    def step(self) -> None:
        """Count a step, and stop what goes on for too long."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise OutOfSteps

    def unknown(self, reason: str, frame: Frame, node: ast.AST) -> Unknown:
        """Make an unknown value at a place."""
        return Unknown(reason, self.at(frame, node))

    def _installed(self, dotted: str) -> Module | None:
        """A module of an installed package, unless the project or an outline is to be taken."""
        if dotted in self.own_names or dotted in self.outlined or not self.installed:
            return None
        top = dotted.partition(".")[0]
        if (top in self.played or top in self.kept) and not dotted.startswith(_READ_ALL_THE_SAME):
            return None
        return self.installed.find(dotted)

    def _lacks(self, dotted: str, around: Namespace | External | None) -> bool:
        """Whether a module that isn't at hand is surely missing, rather than out of sight."""
        top = dotted.partition(".")[0]
        if top in self.own_names:
            return isinstance(around, Namespace) and not around.partial
        opaque = top in self.played or top in self.kept
        return bool(self.installed) and not opaque and self.installed.lacks(dotted)

    @cached_property
    def played(self) -> frozenset[str]:
        """Packages whose functions are played by natives: their source is never evaluated."""
        return frozenset(each.partition(".")[0] for each in self.natives)

    @cached_property
    def outlined(self) -> frozenset[str]:
        """Modules that are taken from their outline even if their source is at hand."""
        return frozenset(each for each in self.stubs if each.partition(".")[0] in self.played)

    def _make(self, dotted: str) -> Namespace | None:
        source = self.find_module(dotted)
        if source is not None:
            names: dict[str, Value] = {"__name__": dotted, "__file__": f"/{source.path}"}
            names["__package__"] = source.package
            return Namespace(dotted, source, names)
        installed = self._installed(dotted)
        if installed is not None:
            path = f"/{dotted.replace('.', '/')}{'/__init__' * installed.is_package}.py"
            names = {"__name__": dotted, "__file__": path, "__package__": installed.package}
            return Namespace(dotted, installed, names)
        if dotted in self.stubs:
            is_package = any(each.startswith(f"{dotted}.") for each in self.stubs)
            stub = Module(dotted, f"<{dotted}>", is_package, self.stubs[dotted], first_party=False)
            return Namespace(dotted, stub, {"__name__": dotted}, partial=True)
        if dotted in self.own_names:  # a folder without __init__.py
            return Namespace(dotted, None, {"__name__": dotted})
        return None

    def _execute(self, module: Namespace) -> None:

        if module.source is not None and module.source.tree is not None:
            outer, self.steps = self.steps, 0
            quiet, self.quiet = self.quiet, module.source.path == f"<{module.name}>"
            try:
                self.machinery.run_module(self, module, module.source.tree)
            finally:
                self.steps, self.quiet = outer, quiet
        module.complete = True


class deep_recursion:
    """Let the evaluator nest as deep as import chains do; its own bounds come first."""

    def __enter__(self) -> None:
        self.before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(self.before, 20_000))

    def __exit__(self, *_: object) -> None:
        sys.setrecursionlimit(self.before)
