"""What an expression of the project can come to, without running the project.

Numbers, strings, containers, Python's own types and exceptions stand for themselves. Everything
else is one of the classes here. `Unknown` says where and why the evaluation did not know; it is
carried on until somebody needs it, who then reports it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from decompose_core.location import Location
from decompose_source.modules import Module

Value = object  # anything below, or a plain Python value
Arguments = tuple[list[Value], dict[str, Value]]


@dataclass(frozen=True, slots=True, eq=False)
class Unknown:
    """A value that could not be evaluated, with the place and the reason."""

    reason: str
    location: Location | None = None
    likely_missing: bool = False  # not in the outline of a class that we know


@dataclass(slots=True, eq=False)
class Namespace:
    """A module under evaluation or evaluated; `source` is None for a module that isn't at hand."""

    name: str
    source: Module | None
    names: dict[str, Value] = field(default_factory=dict[str, Value], repr=False)
    complete: bool = False
    partial: bool = False  # a table of known names; others exist, too
    stars: list[str] = field(default_factory=list[str])  # not at hand, but all their names are here


@dataclass(frozen=True, slots=True)
class External:
    """Something of a package that isn't at hand, by its dotted name."""

    dotted: str


@dataclass(slots=True, eq=False)
class Class:
    """A class that was evaluated; `names` is its body."""

    name: str
    qualname: str
    module: str
    bases: tuple[Value, ...]
    names: dict[str, Value] = field(repr=False)
    location: Location | None = None
    keywords: dict[str, Value] = field(default_factory=dict[str, Value])
    node: ast.ClassDef | None = field(default=None, repr=False)
    mro: tuple[Value, ...] = field(default=(), repr=False)
    extra: dict[str, object] = field(default_factory=dict[str, object], repr=False)
    subclasses: list[Class] = field(default_factory=list["Class"], repr=False)
    _named: tuple[Value, ...] | None = field(default=None, repr=False)
    _names: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def dotted(self) -> str:
        """The class's full name, as `__module__` and `__qualname__` give it."""
        return f"{self.names.get('__module__', self.module)}.{self.qualname}"

    def find(self, name: str) -> tuple[Value, Value] | None:
        """Look a name up along the bases; gives the class that has it, and the value."""
        for each in self.mro:
            if isinstance(each, Class) and name in each.names:
                return each, each.names[name]
        return None

    def has_base(self, dotted: str) -> bool:
        """Whether a class of that dotted name is among the bases, this class included."""
        if self._named is not self.mro:  # the order changes while a metaclass is at work
            self._named = self.mro
            self._names = frozenset(name_of(each) for each in self.mro)
        return dotted in self._names


@dataclass(slots=True, eq=False)
class Instance:
    """An object: made by calling a class, known or external; what it was called with is kept."""

    cls: Class | External
    args: list[Value] = field(default_factory=list[Value])
    kwargs: dict[str, Value] = field(default_factory=dict[str, Value])
    names: dict[str, Value] = field(default_factory=dict[str, Value], repr=False)
    location: Location | None = None
    native: Value = None  # the payload of a subclass of dict, list, str ...
    name: str = ""  # dotted name of the variable it was first bound to

    @property
    def dotted(self) -> str:
        """The full name of the object's class."""
        return self.cls.dotted

    def has_base(self, dotted: str) -> bool:
        """Whether its class is or has that base."""
        return self.cls.has_base(dotted) if isinstance(self.cls, Class) else self.dotted == dotted


@dataclass(slots=True, eq=False)
class Frame:
    """Local names of a function call, a class body or a module, and what is around them."""

    names: dict[str, Value]
    module: Namespace
    outer: Frame | None = None  # the enclosing function's frame
    qualname: str = ""  # prefix of what is defined here
    function: Function | None = None
    first: Value = None  # the first argument, for super()
    globals_: set[str] = field(default_factory=set[str])
    nonlocals: set[str] = field(default_factory=set[str])
    yields: list[Value] | None = None
    maybe: list[Value] = field(default_factory=list[Value])  # returned under unknown conditions
    is_class: bool = False
    handling: Raised | None = None  # the exception whose handler runs


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """How a statement leaves its block: return, break, continue or raise."""

    kind: str
    value: Value = None


@dataclass(slots=True, eq=False)
class Function:
    """A function of the project; `owner` is the class whose body holds it."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    name: str
    qualname: str
    module: str
    frame: Frame = field(repr=False)
    defaults: dict[str, Value] = field(default_factory=dict[str, Value], repr=False)
    names: dict[str, Value] = field(default_factory=dict[str, Value], repr=False)
    owner: Class | None = None
    location: Location | None = None

    @property
    def dotted(self) -> str:
        """The function's full name, as `__module__` and `__qualname__` give it."""
        module = self.names.get("__module__", self.module)
        return f"{module}.{self.names.get('__qualname__', self.qualname)}"


@dataclass(slots=True, eq=False)
class Method:
    """A function bound to an object or class."""

    function: Value
    receiver: Value


@dataclass(frozen=True, slots=True, eq=False)
class Native:
    """A function that we know: called with the evaluator and the arguments."""

    name: str
    call: Callable[..., Value]
    binds_class: bool = False  # a classmethod
    names: dict[str, Value] = field(default_factory=dict[str, Value], repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Wrapper:
    """A property, classmethod, staticmethod or cached_property around a function."""

    kind: str
    function: Value
    extra: dict[str, Value] = field(default_factory=dict[str, Value])


@dataclass(frozen=True, slots=True, eq=False)
class Super:
    """What `super()` gives: attributes are looked up after `owner` along the bases."""

    owner: Class
    receiver: Value


@dataclass(frozen=True, slots=True, eq=False)
class Partial:
    """`functools.partial`."""

    function: Value
    args: list[Value]
    kwargs: dict[str, Value]


class Raised(Exception):
    """An exception of the project on its way through the evaluated code."""

    def __init__(self, value: Value, location: Location | None = None) -> None:
        super().__init__(value)
        self.value = value
        self.location = location

    @property
    def message(self) -> str:
        """Say what was raised."""
        value = self.value
        if isinstance(value, Instance):
            return f"{value.dotted.rpartition('.')[2]}: {' '.join(map(str, value.args))}"
        return f"{type(value).__name__}: {value}"


def raised(kind: type[BaseException], message: str) -> Raised:
    """Make an exception of one of Python's own types."""
    return Raised(kind(message))


def name_of(value: Value) -> str:
    """Give the dotted name of a class or external symbol; empty for anything else."""
    if isinstance(value, Class | External | Function):
        return value.dotted
    if isinstance(value, type):
        return f"{value.__module__}.{value.__qualname__}"
    return ""


def mro_of(value: Value) -> tuple[Value, ...]:
    """Give a class and its bases in the order in which names are looked up."""
    if isinstance(value, Class):
        return value.mro
    if isinstance(value, type):
        return (*value.__mro__,)
    return (value,)


def linearize(cls: Class) -> tuple[Value, ...]:
    """Order a class and its bases as Python does (C3); where that fails, depth first."""
    sequences = [list(mro_of(each)) for each in cls.bases] + [list(cls.bases)]
    order: list[Value] = [cls]
    while sequences := [each for each in sequences if each]:
        for sequence in sequences:
            head = sequence[0]
            if not any(head in other[1:] for other in sequences):
                break
        else:
            rest = [each for sequence in sequences for each in sequence]
            return (*order, *dict.fromkeys(rest))
        order.append(head)
        sequences = [[each for each in sequence if each != head] for sequence in sequences]
    return tuple(order)


def is_unknown(*values: Value) -> Unknown | None:
    """Give the first of the values that is unknown."""
    return next((each for each in values if isinstance(each, Unknown)), None)


def entries(mapping: Value) -> Iterator[tuple[str, Value]]:
    """Yield the items of a mapping whose keys are strings."""
    if isinstance(mapping, Mapping):
        for key, value in mapping.items():
            if isinstance(key, str):
                yield key, value
