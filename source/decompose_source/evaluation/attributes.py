"""Get and set attributes and items, as Python's own rules find them."""

from __future__ import annotations

import ast
import collections
import types
from pathlib import PurePosixPath

from decompose_source.evaluation.evaluator import Evaluator
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
    Super,
    Unknown,
    Value,
    Wrapper,
    mro_of,
    name_of,
    raised,
)

MISSING = Unknown("no such attribute")
_PLAIN = (str, bytes, int, float, list, dict, tuple, set, frozenset, range)


def get_attribute(
    evaluator: Evaluator, value: Value, name: str, *, importing: bool = False
) -> Value:
    """Give an attribute of a value.

    Raises:
        Raised: AttributeError (ImportError when importing), where it surely isn't there.
    """
    found = find_attribute(evaluator, value, name, importing=importing)
    if found is not MISSING:
        return found
    if importing:
        raise raised(ImportError, f"cannot import name {name!r} from {describe(value)}")
    raise raised(AttributeError, f"{describe(value)} has no attribute {name!r}")


def find_attribute(
    evaluator: Evaluator, value: Value, name: str, *, importing: bool = False
) -> Value:
    """Give an attribute of a value, or MISSING."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Namespace):
        return _of_module(evaluator, value, name, importing=importing)
    if isinstance(value, Instance):
        return _of_instance(evaluator, value, name)
    if isinstance(value, Class):
        return _of_class(evaluator, value, name)
    if isinstance(value, External):
        known = evaluator.native(f"{value.dotted}.{name}")
        if known is not None:
            return known
        anywhere = evaluator.native(f"*.{name}")
        return External(f"{value.dotted}.{name}") if anywhere is None else Method(anywhere, value)
    if isinstance(value, Special):
        try:
            return value.attribute(evaluator, name)
        except AttributeError:
            return MISSING
    if isinstance(value, Function):
        return _of_function(value, name)
    if isinstance(value, Method):
        return _of_method(evaluator, value, name)
    if isinstance(value, Super):
        return _of_super(evaluator, value, name)
    return _of_plain(evaluator, value, name)


def set_attribute(evaluator: Evaluator, owner: Value, name: str, value: Value) -> None:
    """Set an attribute; where the owner isn't ours to change, nothing happens."""
    if isinstance(owner, External):
        evaluator.patches[f"{owner.dotted}.{name}"] = value
    elif isinstance(owner, Instance):
        setter = owner.cls.find(name) if isinstance(owner.cls, Class) else None
        if setter is not None and isinstance(setter[1], Wrapper) and "fset" in setter[1].extra:
            evaluator.call(setter[1].extra["fset"], [owner, value], {})
            return
        owner.names[name] = value
    elif isinstance(owner, Class | Namespace | Function):
        owner.names[name] = value
    elif isinstance(owner, Special):
        owner.assign(evaluator, name, value)
    elif isinstance(owner, Native | Method):
        names = owner.names if isinstance(owner, Native) else None
        if names is not None:
            names[name] = value
        elif isinstance(owner, Method) and isinstance(owner.function, Function):
            owner.function.names[name] = value


def get_item(evaluator: Evaluator, owner: Value, key: Value) -> Value:
    """Give `owner[key]`."""
    if isinstance(owner, Unknown):
        return owner
    if isinstance(owner, External | Class | type):
        return owner  # generic types: `Base[T]` is `Base`
    if isinstance(owner, Instance):
        method = find_attribute(evaluator, owner, "__getitem__")
        if method is not MISSING and not isinstance(method, Unknown):
            return evaluator.call(method, [key], {})
        return Unknown(f"item of {describe(owner)}")
    if isinstance(key, Unknown):
        return key
    if isinstance(owner, str | list | tuple | dict | range | bytes):
        try:
            return owner[key]  # type: ignore[index, call-overload]
        except (KeyError, IndexError, TypeError) as error:
            raise Raised(error) from None
    return Unknown(f"item of {describe(owner)}")


def set_item(evaluator: Evaluator, owner: Value, key: Value, value: Value) -> None:
    """Do `owner[key] = value`."""
    try:
        if isinstance(owner, Instance):
            method = find_attribute(evaluator, owner, "__setitem__")
            if method is not MISSING:
                evaluator.call(method, [key, value], {})
        elif isinstance(owner, dict):
            owner[key] = value
        elif isinstance(owner, list):
            owner[key] = value  # type: ignore[call-overload]
    except (TypeError, IndexError) as error:
        raise Raised(error) from None


def describe(value: Value) -> str:
    """Name a value in a message."""
    if isinstance(value, Namespace):
        return value.name
    if isinstance(value, Instance):
        return f"an object of {value.dotted}"
    return name_of(value) or type(value).__name__


def _of_module(evaluator: Evaluator, module: Namespace, name: str, *, importing: bool) -> Value:
    if name in module.names:
        return module.names[name]
    dotted = f"{module.name}.{name}"
    known = evaluator.native(dotted)
    if known is not None:
        return known
    if importing and (evaluator.exists(dotted) or dotted in evaluator.modules):
        return evaluator.load(dotted)
    if name == "__dict__":
        return module.names
    if name == "__path__" and (module.source is None or module.source.is_package):
        return [f"package:{module.name}"]
    if module.partial:
        return External(dotted)
    for star in module.stars:
        if star != module.name:
            return External(f"{star}.{name}")
    getter = module.names.get("__getattr__")
    if isinstance(getter, Function):
        return evaluator.call(getter, [name], {})
    return MISSING if module.complete else Unknown(f"{dotted} is not yet there (circular import)")


def _of_instance(evaluator: Evaluator, value: Instance, name: str) -> Value:
    if name in value.names:
        return value.names[name]
    if name == "__class__":
        return value.cls
    if name == "__dict__":
        return value.names
    taken = _taken_over(evaluator, value, name)
    if taken is not MISSING:
        return taken
    for each in mro_of(value.cls):
        found = _from_base(evaluator, each, name, value)
        if found is not MISSING:
            return found
    if isinstance(value.native, _PLAIN):
        return _of_plain(evaluator, value.native, name)
    getter = value.cls.find("__getattr__") if isinstance(value.cls, Class) else None
    if getter is not None and isinstance(getter[1], Function):
        return evaluator.call(getter[1], [value, name], {})
    played = _played(evaluator, value, name)
    return played if played is not MISSING else _beyond(evaluator, value.cls, name)


def _taken_over(evaluator: Evaluator, value: Instance, name: str) -> Value:
    """What a class's own `__getattribute__` gives; MISSING where it has none or gives nothing."""
    if name.startswith("__") or not isinstance(value.cls, Class):
        return MISSING
    getter = value.cls.find("__getattribute__")
    if getter is None or not isinstance(getter[1], Function):
        return MISSING
    result = evaluator.call(getter[1], [value, name], {})
    return MISSING if result is None or isinstance(result, Unknown) else result


def _of_class(evaluator: Evaluator, value: Class, name: str) -> Value:
    special = _class_special(value, name)
    if special is not MISSING:
        return special
    for each in value.mro:
        found = _from_base(evaluator, each, name, value)
        if found is not MISSING:
            return found
    metaclass = value.extra.get("metaclass")
    if isinstance(metaclass, Class):
        for each in metaclass.mro:
            found = _from_base(evaluator, each, name, Instance(metaclass))
            if isinstance(found, Method):
                return Method(found.function, value)
            if found is not MISSING:
                return found
    return _beyond(evaluator, value, name)


def _class_special(value: Class, name: str) -> Value:
    if name == "__name__":
        return value.names.get("__name__", value.name)
    if name == "__qualname__":
        return value.qualname
    if name == "__module__":
        return value.names.get("__module__", value.module)
    if name == "__mro__":
        return value.mro
    if name == "mro":
        return Native("type.mro", lambda ev, args, kwargs: list(value.mro))
    if name == "__subclasses__":
        return Native("type.__subclasses__", lambda ev, args, kwargs: list(value.subclasses))
    if name == "__bases__":
        return value.bases
    if name == "__dict__":
        return value.names
    if name == "__class__":
        return value.extra.get("metaclass", type)
    if name == "__doc__":
        return None
    return MISSING


def _from_base(evaluator: Evaluator, base: Value, name: str, receiver: Value) -> Value:
    """Look into one class of the order, and bind what is found to the receiver."""
    if isinstance(base, Class):
        if name not in base.names:
            known = evaluator.native(f"{base.dotted}.{name}")
            return MISSING if known is None else bind_to(evaluator, known, receiver, name)
        return bind_to(evaluator, base.names[name], receiver, name)
    if isinstance(base, External):
        known = evaluator.native(f"{base.dotted}.{name}")
        if known is None:
            known = evaluator.native(f"*.{name}")
        return MISSING if known is None else bind_to(evaluator, known, receiver, name)
    return MISSING


def bind_to(evaluator: Evaluator, found: Value, receiver: Value, name: str) -> Value:
    """Apply the descriptor protocol to what a class holds."""
    is_class = isinstance(receiver, Class)
    if isinstance(found, Wrapper):
        if found.kind == "classmethod":
            owner = receiver.cls if isinstance(receiver, Instance) else receiver
            return Method(found.function, owner)
        if found.kind == "staticmethod":
            return found.function
        if found.kind == "classproperty":
            owner = receiver.cls if isinstance(receiver, Instance) else receiver
            return evaluator.call(found.function, [owner], {})
        if is_class:
            return found
        value = evaluator.call(found.function, [receiver], {})
        if found.kind == "cached_property" and isinstance(receiver, Instance):
            receiver.names[name] = value
        return value
    if isinstance(found, Function) and name in ("__new__", "__init_subclass__"):
        return found
    if isinstance(found, Function | Native) and not is_class:
        return Method(found, receiver)
    if isinstance(found, Native) and found.binds_class:
        return Method(found, receiver)
    return found


def _beyond(evaluator: Evaluator, cls: Class | External, name: str) -> Value:
    """What is beyond our sight is unknown; what all known bases lack is missing."""
    if name == "__init__":
        return Native("object.__init__", _initialise)
    if name == "__new__":
        return evaluator.native("object.__new__")
    if name.startswith("__") and name.endswith("__") and name not in ("__call__",):
        return MISSING
    for each in mro_of(cls):
        if isinstance(each, External):
            return Unknown(f"{each.dotted}.{name} is not at hand")
    if any(isinstance(each, Class) and "outline" in each.extra for each in mro_of(cls)):
        return Unknown(f"{name_of(cls)}.{name} is in no outline", None, likely_missing=True)
    return MISSING


def _played(evaluator: Evaluator, value: Instance, name: str) -> Value:
    """Ask the natives for what an object of an outlined class would have beyond the outline."""
    for each in mro_of(value.cls):
        known = evaluator.native(f"{name_of(each)}.__getattr__")
        if known is not None:
            return evaluator.call(known, [value, name], {})
    return MISSING


def _initialise(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """`Base.__init__(self, ...)` of a base that isn't at hand."""
    if args and isinstance(args[0], Instance):
        _record(args[0], args[1:], kwargs)
    return None


def _of_function(value: Function, name: str) -> Value:
    if name in value.names:
        return value.names[name]
    if name == "__name__":
        return value.name
    if name == "__qualname__":
        return value.qualname
    if name == "__module__":
        return value.module
    if name == "__doc__":
        return ast.get_docstring(value.node) if not isinstance(value.node, ast.Lambda) else None
    if name == "__dict__":
        return value.names
    return MISSING


def _of_method(evaluator: Evaluator, value: Method, name: str) -> Value:
    if name == "__self__":
        return value.receiver
    if name == "__func__":
        return value.function
    return find_attribute(evaluator, value.function, name)


def _of_super(evaluator: Evaluator, value: Super, name: str) -> Value:
    receiver = value.receiver
    own = receiver.cls if isinstance(receiver, Instance) else receiver
    order = list(mro_of(own))
    if value.owner not in order and isinstance(receiver, Class):  # in a method of its metaclass
        order = list(mro_of(receiver.extra.get("metaclass")))
    after = order[order.index(value.owner) + 1 :] if value.owner in order else order[1:]
    for each in after:
        found = _from_base(evaluator, each, name, receiver)
        if found is not MISSING:
            return found
    if name == "__init__" and isinstance(receiver, Instance):
        return Native("object.__init__", lambda ev, args, kwargs: _record(receiver, args, kwargs))
    if name == "__new__":
        return evaluator.native("object.__new__")
    if name in ("__init_subclass__", "__set_name__"):
        return Native(name, lambda ev, args, kwargs: None)
    if isinstance(receiver, Instance) and isinstance(receiver.native, _PLAIN):
        return _of_plain(evaluator, receiver.native, name)
    return Native(name, lambda ev, args, kwargs: Unknown(f"super().{name} is not at hand"))


def _record(instance: Instance, args: list[Value], kwargs: dict[str, Value]) -> None:
    """Keep what the base that isn't at hand was initialised with."""
    instance.args, instance.kwargs = args, kwargs
    if isinstance(instance.native, dict):
        for each in args:
            if isinstance(each, dict):
                instance.native.update(each)
        instance.native.update(kwargs)
    elif isinstance(instance.native, list) and args and isinstance(args[0], list | tuple):
        instance.native.extend(args[0])


def _of_plain(evaluator: Evaluator, value: Value, name: str) -> Value:
    if isinstance(value, Wrapper):
        return _of_wrapper(value, name)
    if isinstance(value, Native):
        known = evaluator.native(f"{value.name}.{name}")
        return value.names.get(name, MISSING if known is None else known)
    if isinstance(value, Partial):
        parts = {"func": value.function, "args": tuple(value.args), "keywords": value.kwargs}
        return parts.get(name, MISSING)
    if isinstance(value, type):
        if name in ("__name__", "__qualname__", "__module__"):
            return str(getattr(value, name))
        return evaluator.plain_method(value, name)
    if isinstance(value, BaseException):
        if name in ("args", "name", "msg"):
            return getattr(value, name, None)
        return type(value) if name == "__class__" else MISSING
    if name == "__class__":
        return type(value)
    if name in ("value", "label") and isinstance(value, str | int | tuple):
        return value  # a member of an enumeration, which stands for itself here
    if name == "name" and isinstance(value, str | int | tuple):
        return Unknown("name of a member of an enumeration", None, likely_missing=True)
    if isinstance(value, (*_PLAIN, collections.abc.Iterator, types.NoneType)):
        return evaluator.plain_method(value, name)
    if isinstance(value, PurePosixPath):
        return evaluator.plain_method(value, name)
    return MISSING


def _of_wrapper(value: Wrapper, name: str) -> Value:
    if name in ("setter", "deleter"):
        key = "fset" if name == "setter" else "fdel"
        return Native(
            name,
            lambda ev, args, kwargs: Wrapper(
                value.kind, value.function, {**value.extra, key: args[0]}
            ),
        )
    if name in ("fget", "func", "__func__", "__wrapped__"):
        return value.function
    return MISSING
