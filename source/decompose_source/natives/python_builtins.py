"""Python's built-in functions, as far as start-up code uses them."""

from __future__ import annotations

import builtins
import itertools
from collections.abc import Callable
from typing import cast

from decompose_source.evaluation.attributes import (
    MISSING,
    describe,
    find_attribute,
    set_attribute,
)
from decompose_source.evaluation.classes import build_class
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.operators import LONGEST
from decompose_source.evaluation.questions import iterate, to_string, truth
from decompose_source.evaluation.special import Special
from decompose_source.evaluation.values import (
    Class,
    External,
    Function,
    Instance,
    Method,
    Namespace,
    Native,
    Partial,
    Raised,
    Unknown,
    Value,
    Wrapper,
    mro_of,
    name_of,
    raised,
)
from decompose_source.natives._table import Table

table = Table("builtins")
_CALLABLE = (Class, Function, Method, Native, Partial, type)
_TYPES = (
    bool, bytes, dict, float, frozenset, int, list, object, range, set, str, tuple, type,
)  # fmt: skip


@table.function("len")
def _len(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = iterate(evaluator, args[0])
    return Unknown("length of an unknown", evaluator.site) if items is None else len(items)


@table.function("getattr")
def _getattr(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    owner, name = args[0], args[1]
    if not isinstance(name, str):
        return Unknown("attribute of an unknown name", evaluator.site)
    try:
        found = find_attribute(evaluator, owner, name)
    except Raised as error:
        if len(args) < 3 or not isinstance(error.value, AttributeError):
            raise
        return args[2]
    if len(args) > 2 and (found is MISSING or (isinstance(found, Unknown) and owner is not found)):
        return args[2]
    if found is MISSING:
        raise raised(AttributeError, f"{describe(owner)} has no attribute {name!r}")
    return found


@table.function("hasattr")
def _hasattr(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    try:
        found = find_attribute(evaluator, args[0], str(args[1]))
    except Raised as error:
        if isinstance(error.value, AttributeError):
            return False
        raise
    if isinstance(found, Unknown) and found is not MISSING and not found.likely_missing:
        return found
    return found is not MISSING and not isinstance(found, Unknown)


@table.function("vars")
def _vars(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    names = getattr(args[0], "names", None)
    return names if isinstance(names, dict) else Unknown("names of an unknown", evaluator.site)


@table.function("dir")
def _dir(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = args[0]
    kinds = mro_of(value.cls if isinstance(value, Instance) else value)
    known = [each for each in (value, *kinds) if isinstance(each, Class | Instance | Namespace)]
    return sorted({name for each in known for name in each.names})


@table.function("setattr")
def _setattr(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if isinstance(args[1], str):
        set_attribute(evaluator, args[0], args[1], args[2])
    return None


@table.function("delattr")
def _delattr(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    names = getattr(args[0], "names", None)
    if isinstance(names, dict):
        names.pop(args[1], None)
    return None


@table.function("isinstance")
def _isinstance(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value, kinds = args
    if isinstance(value, Unknown):
        return value
    answers = [_is_a(value, each) for each in _flat(kinds)]
    return _any(answers)


@table.function("issubclass")
def _issubclass(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value, kinds = args
    if isinstance(value, Unknown):
        return value
    if not isinstance(value, Class | External | type):
        raise raised(TypeError, "issubclass() arg 1 must be a class")
    return _any([_descends(mro_of(value), each) for each in _flat(kinds)])


def _any(answers: list[bool | None]) -> Value:
    return True if True in answers else Unknown("type of an unknown") if None in answers else False


def _flat(kinds: Value) -> list[Value]:
    if isinstance(kinds, tuple | list):
        return [each for kind in kinds for each in _flat(kind)]
    return [kinds]


def _is_a(value: Value, kind: Value) -> bool | None:
    if isinstance(value, Instance):
        if isinstance(kind, type) and isinstance(value.native, kind) and value.native is not None:
            return True
        return _descends(mro_of(value.cls), kind)
    if isinstance(value, Class):
        metaclass = value.extra.get("metaclass")
        if kind is type or (metaclass is not None and metaclass is kind):
            return True
        if isinstance(kind, type):
            return False
        return _descends(mro_of(metaclass), kind) if _makes_classes(kind) else False
    if isinstance(kind, type):
        return isinstance(value, kind) if not isinstance(value, External) else None
    name = name_of(kind)
    if isinstance(value, Function | Method) and name.startswith("types."):
        return "Function" in name or "Method" in name
    if isinstance(value, External):
        return None
    if isinstance(kind, Class) and kind.has_base("enum.Enum"):
        return any(each is value or each == value for each in kind.names.values())
    plain = not isinstance(value, Special)
    return _PROTOCOLS.get(name, _nothing)(value) if plain else None


def _makes_classes(kind: Value) -> bool:
    """Whether the kind is a metaclass: nothing else can a class be an object of."""
    if isinstance(kind, Class):
        return kind.has_base("builtins.type")
    return name_of(kind).endswith(("Meta", "Metaclass", "MetaClass", "Base", "Type"))


def _nothing(value: Value) -> bool:
    return False


def _descends(order: tuple[Value, ...], kind: Value) -> bool | None:
    if kind is object:
        return True
    wanted = name_of(kind)
    if any(each is kind or (wanted and name_of(each) == wanted) for each in order):
        return True
    # A base that isn't at hand may itself have the wanted base, unless that is the project's own.
    beyond = [each for each in order if isinstance(each, External)]
    if any(each.dotted == "unknown" for each in beyond):
        return None
    return None if beyond and not isinstance(kind, Class) else False


@table.function("callable")
def _callable(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = args[0]
    if isinstance(value, Instance):
        return find_attribute(evaluator, value, "__call__") is not MISSING
    if isinstance(value, External | Unknown):
        return Unknown("whether it can be called")
    return isinstance(value, _CALLABLE)


@table.function("enumerate")
def _enumerate(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = iterate(evaluator, args[0])
    start = kwargs.get("start", args[1] if len(args) > 1 else 0)
    if items is None or not isinstance(start, int):
        return Unknown("items of an unknown", evaluator.site)
    return [(number, each) for number, each in enumerate(items, start)]


@table.function("zip")
def _zip(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    columns = [iterate(evaluator, each) for each in args]
    known = [each for each in columns if each is not None]
    if len(known) < len(columns):
        return Unknown("items of an unknown", evaluator.site)
    return list(zip(*known, strict=False))


@table.function("map")
def _map(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    columns = [iterate(evaluator, each) or [] for each in args[1:]]
    return [evaluator.call(args[0], list(each), {}) for each in zip(*columns, strict=False)]


@table.function("filter")
def _filter(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = iterate(evaluator, args[1])
    if items is None:
        return Unknown("items of an unknown", evaluator.site)
    kept: list[Value] = []
    for each in items:
        value = each if args[0] is None else evaluator.call(args[0], [each], {})
        if truth(evaluator, value) is not False:
            kept.append(each)
    return kept


@table.function("sorted")
def _sorted(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = iterate(evaluator, args[0])
    if items is None:
        return args[0]
    key = kwargs.get("key")
    keyed: Callable[[Value], Value] | None = None
    if key is not None:
        keyed = lambda each: evaluator.call(key, [each], {})  # noqa: E731 a closure, not a name
    try:
        return sorted(items, key=keyed, reverse=bool(kwargs.get("reverse")))  # type: ignore[type-var, arg-type]
    except TypeError:  # values that have no order here: keep the order they came in
        return items


@table.function("reversed")
def _reversed(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return list(reversed(iterate(evaluator, args[0]) or []))


@table.function("any")
def _any_of(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    answers = [truth(evaluator, each) for each in iterate(evaluator, args[0]) or [Unknown("")]]
    return True if True in answers else Unknown("unknown condition") if None in answers else False


@table.function("all")
def _all_of(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = iterate(evaluator, args[0])
    if items is None:
        return Unknown("unknown condition")
    answers = [truth(evaluator, each) for each in items]
    return False if False in answers else Unknown("unknown condition") if None in answers else True


@table.function("next")
def _next(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = iterate(evaluator, args[0])
    if items is None:
        return Unknown("items of an unknown", evaluator.site)
    if items:
        return items[0]
    if len(args) > 1:
        return args[1]
    raise raised(StopIteration, "")


@table.function("iter")
def _iter(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = iterate(evaluator, args[0])
    return Unknown("items of an unknown") if items is None else items


@table.function("repr")
def _repr(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    text = to_string(evaluator, args[0])
    return Unknown("text of an unknown") if text is None else repr(text)


@table.function("id")
def _id(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return f"id of {name_of(args[0]) or id(args[0])}"


@table.function("print")
@table.function("open")
@table.function("input")
@table.function("exec")
@table.function("eval")
@table.function("compile")
@table.function("hash")
def _beyond(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return Unknown("what only running the code can tell", evaluator.site)


@table.function("__import__")
def _import(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    names = kwargs.get("fromlist", args[3] if len(args) > 3 else None)
    if not isinstance(args[0], str):
        return Unknown("import of an unknown name", evaluator.site)
    module = evaluator.load(args[0])
    for name in iterate(evaluator, names) or []:
        if evaluator.exists(f"{args[0]}.{name}"):
            evaluator.load(f"{args[0]}.{name}")
    return module if names else evaluator.load(args[0].partition(".")[0])


@table.function("property")
@table.function("classmethod")
@table.function("staticmethod")
def _wrapper(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    raise AssertionError("bound by name below")


@table.function("make_class")
def _make_class(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """`type(name, bases, names)`."""
    name, bases, names = (*args[-3:],)
    if not (isinstance(name, str) and isinstance(bases, tuple) and isinstance(names, dict)):
        return Unknown("class made by type()", evaluator.site)
    caller = evaluator.caller
    module = names.get("__module__") or (caller.module.name if caller else "")
    body = {key: value for key, value in names.items() if isinstance(key, str)}
    return build_class(
        evaluator, name, bases, body, module=str(module), keywords=kwargs, site=evaluator.site
    )


def _arithmetic(name: str) -> Callable[..., Value]:
    function = cast("Callable[..., Value]", getattr(builtins, name))

    def apply(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
        plain = [
            each if isinstance(each, int | float | str) else iterate(evaluator, each)
            for each in args
        ]
        flat = [each for part in plain for each in (part if isinstance(part, list) else [part])]
        if any(not isinstance(each, int | float | str) for each in flat) or kwargs:
            return Unknown(f"{name} of an unknown", evaluator.site)
        return function(*plain)

    return apply


def _sum(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """Add up numbers, or join lists or tuples, as `sum(parts, start)`."""
    start = args[1] if len(args) > 1 else kwargs.get("start", 0)
    if not isinstance(start, list | tuple):
        return _arithmetic("sum")(evaluator, args, kwargs)
    total: list[Value] = list(start)
    for each in iterate(evaluator, args[0]) or []:
        if not isinstance(each, list | tuple) or len(total) + len(each) > LONGEST:
            return Unknown("sum of an unknown", evaluator.site)
        total.extend(each)
    return tuple(total) if isinstance(start, tuple) else total


def _kind(kind: str) -> Callable[..., Value]:
    def wrap(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
        getter = args[0] if args else kwargs.get("fget")
        setter = args[1] if len(args) > 1 else kwargs.get("fset")
        extra = {"fset": setter} if setter is not None else {}
        return Wrapper(kind, getter, extra)

    return wrap


for _name in ("min", "max", "abs", "round", "ord", "chr", "divmod"):
    table.add(_name, Native(_name, _arithmetic(_name)))
table.add("sum", Native("sum", _sum))
for _name in ("property", "classmethod", "staticmethod"):
    table.add(_name, Native(f"builtins.{_name}", _kind(_name)))
for _type in _TYPES:
    table.add(_type.__name__, _type)
for _name, _value in vars(builtins).items():
    if isinstance(_value, type) and issubclass(_value, BaseException):
        table.add(_name, _value)
for _name, _value in {
    "True": True, "False": False, "Ellipsis": ..., "NotImplemented": NotImplemented,
    "__debug__": True,
}.items():  # fmt: skip
    table.add(_name, _value)
for _name in itertools.filterfalse(table.has, dir(builtins)):
    table.add(_name, External(f"builtins.{_name}"))

_PROTOCOLS: dict[str, Callable[[Value], bool]] = {
    "collections.abc.Iterable": lambda each: isinstance(each, list | tuple | dict | set | str),
    "collections.abc.Mapping": lambda each: isinstance(each, dict),
    "collections.abc.Sequence": lambda each: isinstance(each, list | tuple | str),
    "collections.abc.Callable": lambda each: isinstance(each, _CALLABLE),
    "typing.Callable": lambda each: isinstance(each, _CALLABLE),
    "collections.Iterable": lambda each: isinstance(each, list | tuple | dict | set | str),
    "pathlib.Path": lambda each: not isinstance(each, str | int | list | tuple | dict | Class),
}

natives = table.freeze()
