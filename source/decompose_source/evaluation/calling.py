"""Call functions, classes and whatever else can be called."""

from __future__ import annotations

import ast

from decompose_source.evaluation.attributes import MISSING, find_attribute
from decompose_source.evaluation.evaluator import DEEPEST, Evaluator
from decompose_source.evaluation.special import Special
from decompose_source.evaluation.values import (
    Class,
    External,
    Frame,
    Function,
    Instance,
    Method,
    Native,
    Partial,
    Raised,
    Signal,
    Super,
    Unknown,
    Value,
    Wrapper,
    name_of,
    raised,
)

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_CALLABLES = (Function, Method, Class, External, Instance, Partial, Native, Special)
_ERRORS = (
    ArithmeticError, AttributeError, LookupError, MemoryError, OSError, TypeError, ValueError,
)  # fmt: skip
_PAYLOADS: tuple[type, ...] = (dict, list, str, set, frozenset, tuple, int, float)


def call(
    evaluator: Evaluator, function: Value, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """Call a value with evaluated arguments; what isn't at hand gives an object of its name."""
    evaluator.step()
    if isinstance(function, Function):
        return _call_function(evaluator, function, args, kwargs)
    if isinstance(function, Native):
        return _call_native(evaluator, function, args, kwargs)
    if isinstance(function, Method):
        return call(evaluator, function.function, [function.receiver, *args], kwargs)
    if isinstance(function, Class):
        return instantiate(evaluator, function, args, kwargs)
    if isinstance(function, External):
        return Instance(function, args, kwargs, location=evaluator.site)
    if isinstance(function, Partial):
        merged = {**function.kwargs, **kwargs}
        return call(evaluator, function.function, [*function.args, *args], merged)
    if isinstance(function, Wrapper):
        return call(evaluator, function.function, args, kwargs)
    if isinstance(function, Instance):
        method = find_attribute(evaluator, function, "__call__")
        if method is not MISSING and not isinstance(method, Unknown):
            return call(evaluator, method, args, kwargs)
        if isinstance(function.cls, External) and args and isinstance(args[0], _CALLABLES):
            return Instance(function.cls, args, kwargs, location=evaluator.site)  # a decorator
        return Unknown(f"call of an object of {function.dotted}", evaluator.site)
    if isinstance(function, type):
        return _construct(evaluator, function, args, kwargs)
    if isinstance(function, Unknown):
        if len(args) == 1 and not kwargs and isinstance(args[0], _CALLABLES):
            return Instance(External("unknown"), args, kwargs, location=evaluator.site)
        return function
    raise raised(TypeError, f"{type(function).__name__} is not callable")


def make_function(evaluator: Evaluator, node: FunctionNode, frame: Frame) -> Function:
    """Make a function where its definition stands, with its defaults evaluated."""

    name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
    outer = frame
    while outer.is_class and outer.outer is not None:
        outer = outer.outer
    function = Function(
        node,
        name,
        f"{frame.qualname}{name}",
        frame.module.name,
        Frame(frame.module.names, frame.module) if frame.is_class and outer.is_class else outer,
        location=evaluator.at(frame, node),
    )
    positional = [*node.args.posonlyargs, *node.args.args]
    for parameter, default in zip(reversed(positional), reversed(node.args.defaults), strict=False):
        function.defaults[parameter.arg] = evaluator.machinery.evaluate(evaluator, default, frame)
    for parameter, keyword in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        if keyword is not None:
            function.defaults[parameter.arg] = evaluator.machinery.evaluate(
                evaluator, keyword, frame
            )
    return function


def instantiate(
    evaluator: Evaluator, cls: Class, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """Make an object of a class, running its `__new__` and `__init__` where they are at hand."""
    if cls.has_base("enum.Enum") or cls.has_base("enum.IntEnum"):
        return args[0] if args else Unknown("member of an enumeration", evaluator.site)
    found = cls.find("__new__")
    if found is not None and isinstance(found[1], Function):
        made = call(evaluator, found[1], [cls, *args], kwargs)
        if not isinstance(made, Instance) or made.cls is not cls:
            return made
        instance = made
    else:
        instance = Instance(cls, location=evaluator.site)
    instance.args, instance.kwargs = list(args), dict(kwargs)
    payload = next((each for each in cls.mro if each in _PAYLOADS), None)
    initialiser = cls.find("__init__")
    if isinstance(payload, type) and instance.native is None:
        own = initialiser is not None and payload in (dict, list, set)
        instance.native = payload() if own else evaluator.construct(payload, args, kwargs)
    if initialiser is not None:
        call(evaluator, initialiser[1], [instance, *args], kwargs)
    elif "fields" in cls.extra:
        _fill_dataclass(evaluator, cls, instance, args, kwargs)
    else:
        for base in cls.mro:
            known = evaluator.native(f"{name_of(base)}.__init__")
            if known is not None:
                call(evaluator, known, [instance, *args], kwargs)
                break
    return instance


def make_super(evaluator: Evaluator, frame: Frame, args: list[Value]) -> Value:
    """Give what `super()` or `super(Class, self)` means here."""
    if len(args) == 2 and isinstance(args[0], Class):
        return Super(args[0], args[1])
    current: Frame | None = frame
    while current is not None:
        if current.function is not None and current.function.owner is not None:
            return Super(current.function.owner, current.first)
        current = current.outer
    return Unknown("super() outside of a class", evaluator.site)


def _fill_dataclass(
    evaluator: Evaluator,
    cls: Class,
    instance: Instance,
    args: list[Value],
    kwargs: dict[str, Value],
) -> None:
    names: list[str] = []
    for base in reversed(cls.mro):
        if isinstance(base, Class):
            annotations = base.names.get("__annotations__")
            listed = list(annotations) if isinstance(annotations, dict) else []
            names.extend(each for each in listed if each not in names)
    for name in names:
        found = cls.find(name)
        if found is not None:
            instance.names[name] = _default(evaluator, found[1])
    instance.names.update(zip(names, args, strict=False))
    instance.names.update(kwargs)
    after = cls.find("__post_init__")
    if after is not None:
        call(evaluator, after[1], [instance], {})


def _default(evaluator: Evaluator, value: Value) -> Value:
    if isinstance(value, Instance) and value.dotted == "dataclasses.field":
        if "default_factory" in value.kwargs:
            return call(evaluator, value.kwargs["default_factory"], [], {})
        return value.kwargs.get("default", Unknown("field without a default"))
    return value


def _call_native(
    evaluator: Evaluator, function: Native, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    try:
        try:
            return function.call(evaluator, args, kwargs)
        except IndexError:
            if not kwargs:
                raise
            # What the table takes by its position was given by its name.
            return function.call(evaluator, [*args, *kwargs.values()], {})
    except (Raised, RecursionError):
        raise
    except _ERRORS as error:
        raise Raised(error) from None


def _construct(
    evaluator: Evaluator, kind: type, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    try:
        return evaluator.construct(kind, args, kwargs)
    except (Raised, RecursionError):
        raise
    except _ERRORS as error:
        raise Raised(error) from None


def _call_function(
    evaluator: Evaluator, function: Function, args: list[Value], kwargs: dict[str, Value]
) -> Value:

    if evaluator.depth >= DEEPEST:
        return Unknown("calls nest too deep", evaluator.site)
    node = function.node
    running = evaluator.running.get(node, 0)
    if running > 1 and any(isinstance(each, Unknown) for each in (*args, *kwargs.values())):
        return Unknown("calls itself with what isn't known", evaluator.site)
    frame = Frame(
        {},
        function.frame.module,
        function.frame,
        qualname=f"{function.qualname}.<locals>.",
        function=function,
        first=args[0] if args else None,
    )
    _bind_arguments(function, frame, list(args), dict(kwargs))
    evaluator.depth += 1
    evaluator.running[node] = running + 1
    site = evaluator.site
    try:
        if isinstance(node, ast.Lambda):
            return evaluator.machinery.evaluate(evaluator, node.body, frame)
        if _is_generator(evaluator, node):
            frame.yields = []
        tolerated = function.name == evaluator.tolerated
        run = _run_tolerantly if tolerated else evaluator.machinery.run_block
        signal = run(evaluator, node.body, frame)
        if frame.yields is not None:
            return frame.yields
        return _result(signal.value if signal is not None else None, frame)
    finally:
        evaluator.depth -= 1
        evaluator.running[node] = running
        evaluator.site = site


def _run_tolerantly(evaluator: Evaluator, body: list[ast.stmt], frame: Frame) -> Signal | None:
    for statement in body:
        signal = evaluator.machinery.run_tolerantly(evaluator, statement, frame)
        if signal is not None:
            return signal
    return None


def _result(value: Value, frame: Frame) -> Value:
    if (value is None or isinstance(value, Unknown)) and frame.maybe:
        known = [each for each in frame.maybe if each is not None and not isinstance(each, Unknown)]
        return known[0] if known else value
    return value


def _bind_arguments(
    function: Function, frame: Frame, args: list[Value], kwargs: dict[str, Value]
) -> None:
    """Bind parameters; a missing argument is unknown rather than an error."""
    arguments = function.node.args
    names = frame.names
    for parameter in (*arguments.posonlyargs, *arguments.args):
        if args:
            names[parameter.arg] = args.pop(0)
        elif parameter.arg in kwargs:
            names[parameter.arg] = kwargs.pop(parameter.arg)
        else:
            names[parameter.arg] = function.defaults.get(
                parameter.arg, Unknown(f"argument {parameter.arg}", function.location)
            )
    if arguments.vararg is not None:
        names[arguments.vararg.arg] = tuple(args)
    for parameter in arguments.kwonlyargs:
        default = function.defaults.get(parameter.arg, Unknown(f"argument {parameter.arg}"))
        names[parameter.arg] = kwargs.pop(parameter.arg, default)
    if arguments.kwarg is not None:
        names[arguments.kwarg.arg] = kwargs


def _is_generator(evaluator: Evaluator, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    known = evaluator.generators.get(node)
    if known is None:
        known = evaluator.generators[node] = _has_yield(node)
    return known


def _has_yield(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    pending: list[ast.AST] = list(node.body)
    while pending:
        each = pending.pop()
        if isinstance(each, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            pending.extend(ast.iter_child_nodes(each))
    return False
