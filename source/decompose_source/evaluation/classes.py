"""Make classes: the body, the bases in order, and the hooks that run when a class is made."""

from __future__ import annotations

import ast
from typing import TypeGuard

from decompose_source.evaluation.attributes import find_attribute
from decompose_source.evaluation.calling import call
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.questions import iterate
from decompose_source.evaluation.values import (
    Class,
    External,
    Frame,
    Function,
    Instance,
    Native,
    Raised,
    Unknown,
    Value,
    Wrapper,
    linearize,
    name_of,
)

_PLAIN_METACLASSES = ("builtins.type", "abc.ABCMeta", "django.db.models.base.ModelBase")


def make_class(evaluator: Evaluator, node: ast.ClassDef, frame: Frame) -> Value:
    """Evaluate a class statement, decorators aside."""

    bases, metaclass = _bases(evaluator, node, frame)
    keywords = {
        each.arg: evaluator.machinery.evaluate(evaluator, each.value, frame)
        for each in node.keywords
        if each.arg is not None
    }
    if metaclass is not None:
        keywords.setdefault("metaclass", metaclass)
    names: dict[str, Value] = {
        "__module__": frame.module.name,
        "__qualname__": f"{frame.qualname}{node.name}",
    }
    body = Frame(
        names,
        frame.module,
        frame,
        qualname=f"{frame.qualname}{node.name}.",
        function=frame.function,
        first=frame.first,
        is_class=True,
    )
    for statement in node.body:
        evaluator.machinery.run_tolerantly(evaluator, statement, body)
    return build_class(
        evaluator,
        node.name,
        bases,
        names,
        module=frame.module.name,
        qualname=f"{frame.qualname}{node.name}",
        keywords=keywords,
        node=node,
        site=evaluator.at(frame, node),
    )


def build_class(
    evaluator: Evaluator,
    name: str,
    bases: tuple[Value, ...],
    names: dict[str, Value],
    *,
    module: str,
    qualname: str = "",
    keywords: dict[str, Value] | None = None,
    node: ast.ClassDef | None = None,
    site: object = None,
) -> Value:
    """Make a class from its parts, through its metaclass where that is at hand."""
    from decompose_core.location import Location  # noqa: PLC0415 only for the narrowing below

    cls = Class(
        name, qualname or name, module, bases, names, site if isinstance(site, Location) else None,
        keywords or {}, node,
    )  # fmt: skip
    cls.mro = linearize(cls)
    around = evaluator.modules.get(module)
    if around is not None and around.partial:
        cls.extra["outline"] = True
    if cls.has_base("typing.NamedTuple"):
        cls.extra["fields"] = True
    metaclass = _metaclass(cls)
    if metaclass is not None:
        cls.extra["metaclass"] = metaclass
    outer, evaluator.making = evaluator.making, cls
    try:
        if isinstance(metaclass, Class) and metaclass.find("__new__") is not None:
            return _through_metaclass(evaluator, metaclass, cls)
        finish_class(evaluator, cls)
        if isinstance(metaclass, Class):
            _initialise(evaluator, metaclass, cls)
    finally:
        evaluator.making = outer
    return cls


def finish_class(evaluator: Evaluator, cls: Class) -> None:
    """Do what `type.__new__` does with a new class, then tell those who wait for classes."""
    if cls.extra.get("finished"):
        return
    cls.extra["finished"] = True
    for base in cls.bases:
        if isinstance(base, Class):
            base.subclasses.append(cls)
    for name, value in list(cls.names.items()):
        function = value.function if isinstance(value, Wrapper) else value
        if isinstance(function, Function) and function.owner is None:
            function.owner = cls
        if isinstance(value, Wrapper):
            for each in value.extra.values():
                if isinstance(each, Function) and each.owner is None:
                    each.owner = cls
        if isinstance(value, Instance) and isinstance(value.cls, Class):
            setter = value.cls.find("__set_name__")
            if setter is not None:
                _quietly(evaluator, setter[1], [value, cls, name], {})
    for each in evaluator.on_class:
        each(evaluator, cls)
    for base in cls.mro[1:]:
        if isinstance(base, Class) and "__init_subclass__" in base.names:
            hook = base.names["__init_subclass__"]
            hook = hook.function if isinstance(hook, Wrapper) else hook
            _quietly(evaluator, hook, [cls], _given(cls))
            break


def _bases(
    evaluator: Evaluator, node: ast.ClassDef, frame: Frame
) -> tuple[tuple[Value, ...], Value]:
    """The bases, and the metaclass where it is given among them."""

    bases: list[Value] = []
    for each in node.bases:
        starred = isinstance(each, ast.Starred)
        value = evaluator.machinery.evaluate(
            evaluator, each.value if isinstance(each, ast.Starred) else each, frame
        )
        found = iterate(evaluator, value) if starred else None
        bases.extend(found if found is not None else [value])
    known: list[Value] = []
    metaclass: Value = None
    for value in bases:
        if isinstance(value, Unknown):
            place = evaluator.at(frame, node)
            evaluator.note(f"a base of class {node.name} is unknown: {value.reason}", place)
            known.append(External("unknown"))
        elif _has_metaclass(value):
            metaclass = value.args[0]
            known.extend(value.args[1:])
        elif isinstance(value, Instance):  # made by a call: NamedTuple(...), with_metaclass(...)
            known.append(External(value.dotted))
        elif isinstance(value, Native):  # typing.NamedTuple, a function that serves as a base
            known.append(External(value.name))
        else:
            known.append(value)
    return tuple(known), metaclass


def _has_metaclass(value: Value) -> TypeGuard[Instance]:
    """Whether it is what `six.with_metaclass(Meta, *bases)` gives in place of the bases."""
    if not isinstance(value, Instance) or not value.args:
        return False
    return value.dotted.rpartition(".")[2] == "with_metaclass"


def _metaclass(cls: Class) -> Value:
    given = cls.keywords.get("metaclass")
    if given is not None:
        return given
    for base in cls.mro[1:]:
        if isinstance(base, Class) and base.extra.get("metaclass") is not None:
            return base.extra["metaclass"]
    return None


def _through_metaclass(evaluator: Evaluator, metaclass: Class, cls: Class) -> Value:
    """Call the metaclass; `type.__new__` in it finishes the class that is being made."""
    maker = metaclass.find("__new__")
    assert maker is not None
    function = maker[1].function if isinstance(maker[1], Wrapper) else maker[1]
    result: Value = None
    try:
        result = call(evaluator, function, [metaclass, cls.name, cls.bases, cls.names], _given(cls))
    except Raised as error:
        evaluator.fail(cls.location, error.message)
    finish_class(evaluator, cls)
    made = result if isinstance(result, Class) else cls
    _initialise(evaluator, metaclass, made)
    return made


def _given(cls: Class) -> dict[str, Value]:
    """The keywords of the class statement, for those who make the class."""
    return {key: value for key, value in cls.keywords.items() if key != "metaclass"}


def _initialise(evaluator: Evaluator, metaclass: Class, cls: Class) -> None:
    initialiser = metaclass.find("__init__")
    if initialiser is not None and name_of(metaclass) not in _PLAIN_METACLASSES:
        _quietly(evaluator, initialiser[1], [cls, cls.name, cls.bases, cls.names], _given(cls))


def _quietly(
    evaluator: Evaluator, function: Value, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """Call a hook; where it fails, the class is made all the same."""
    try:
        return call(evaluator, function, args, kwargs)
    except Raised as error:
        evaluator.fail(evaluator.site, error.message)
        return None


def class_attribute(evaluator: Evaluator, cls: Class, name: str) -> Value:
    """Give a class's attribute; None where it has none."""
    value = find_attribute(evaluator, cls, name)
    return None if isinstance(value, Unknown) else value
