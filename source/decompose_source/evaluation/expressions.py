"""Evaluate expressions. Whatever can't be known gives an `Unknown` with its place."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from decompose_source.evaluation.attributes import MISSING, find_attribute, get_attribute, get_item
from decompose_source.evaluation.calling import call, make_function, make_super
from decompose_source.evaluation.evaluator import MOST_ITEMS, Evaluator
from decompose_source.evaluation.values import (
    Class,
    External,
    Frame,
    Function,
    Instance,
    Method,
    Namespace,
    Native,
    Partial,
    Raised,
    Special,
    Unknown,
    Value,
    Wrapper,
    is_unknown,
    raised,
)

_WIDE = re.compile(r"%[^a-zA-Z%]*(?:\d{4}|\*)")  # a format that pads to any length
LONGEST = 1_000_000  # of a string or list that an operator makes
_PLAIN = (str, bytes, int, float, list, dict, tuple, set, frozenset, range, type(None))


def evaluate(evaluator: Evaluator, node: ast.expr, frame: Frame) -> Value:
    """Evaluate one expression."""
    handler = _HANDLERS.get(type(node))
    if handler is None:
        return evaluator.unknown(type(node).__name__, frame, node)
    return handler(evaluator, node, frame)


def truth(evaluator: Evaluator, value: Value) -> bool | None:
    """Say whether a value is true; None where that isn't known."""
    if isinstance(value, (*_PLAIN, type)):
        return bool(value)
    if isinstance(value, Class | Function | Namespace | Method | Native | Wrapper | Partial):
        return True
    if isinstance(value, Instance):
        if isinstance(value.native, _PLAIN) and value.native is not None:
            return bool(value.native)
        for name in ("__bool__", "__len__"):
            method = find_attribute(evaluator, value, name)
            if method is not MISSING:
                return truth(evaluator, call(evaluator, method, [], {}))
        return True if isinstance(value.cls, Class) else None
    if isinstance(value, PurePosixPath | Special | BaseException):
        return True
    return None


def iterate(evaluator: Evaluator, value: Value) -> list[Value] | None:
    """Give the items of something iterable; None where they aren't known."""
    if isinstance(value, Instance):
        method = find_attribute(evaluator, value, "__iter__")
        if method is not MISSING and not isinstance(method, Unknown):
            result = call(evaluator, method, [], {})
            return None if result is value else iterate(evaluator, result)
        value = value.native
    if isinstance(value, Special):
        return value.items()
    if isinstance(value, Class):
        members = ((key, each) for key, each in value.names.items() if not key.startswith("_"))
        return [each for _, each in members if not isinstance(each, Function | Wrapper | Special)]
    if not isinstance(
        value, list | tuple | dict | set | frozenset | str | range | Iterator | bytes
    ):
        if not isinstance(value, Iterable):
            return None
    items: list[Value] = []
    for item in value:
        items.append(item)
        if len(items) >= MOST_ITEMS:
            break
    evaluator.steps += len(items) // 8
    if isinstance(value, set | frozenset):
        return _sorted_set(items)
    return items


def operate(
    evaluator: Evaluator, op: ast.operator, left: Value, right: Value, frame: Frame, node: ast.AST
) -> Value:
    """Apply a binary operator."""
    if isinstance(left, Instance) and left.native is None:
        method = find_attribute(evaluator, left, _SPECIAL.get(type(op), "__none__"))
        if method is not MISSING:
            return call(evaluator, method, [right], {})
        return evaluator.unknown(f"operator on an object of {left.dotted}", frame, node)
    left, right = _payload(left), _payload(right)
    if isinstance(left, list) and isinstance(op, ast.Add) and not isinstance(right, list):
        return [*left, *(iterate(evaluator, right) or [right])]
    if isinstance(right, list | tuple) and isinstance(op, ast.Add) and isinstance(left, Unknown):
        return [left, *right] if isinstance(right, list) else (left, *right)
    if isinstance(left, tuple) and isinstance(op, ast.Add) and isinstance(right, Unknown):
        return (*left, right)
    unknown = is_unknown(left, right)
    if unknown is not None:
        return unknown
    known = (*_PLAIN, PurePosixPath)
    if not (isinstance(left, known) and isinstance(right, known)) or _too_large(op, left, right):
        return evaluator.unknown("operator on what is not at hand", frame, node)
    if isinstance(op, ast.Mod) and isinstance(left, str):
        return _format_percent(left, right, evaluator.unknown("string format", frame, node))
    try:
        return _OPERATORS[type(op)](left, right)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise Raised(error) from None


def to_string(evaluator: Evaluator, value: Value) -> str | None:
    """Give `str(value)`; None where it isn't known."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Instance):
        if isinstance(value.native, str):
            return value.native
        method = find_attribute(evaluator, value, "__str__")
        if method is MISSING or isinstance(method, Unknown):
            return None
        result = call(evaluator, method, [], {})
        return result if isinstance(result, str) else None
    if isinstance(value, int | float | bool | None | PurePosixPath | BaseException):
        return str(value)
    if isinstance(value, list | tuple | dict | set):
        return None if _holds_unknown(value) else str(value)
    return None


def _holds_unknown(value: Iterable[Value]) -> bool:
    return any(not isinstance(each, str | int | float | bool | None) for each in value)


def _sorted_set(items: list[Value]) -> list[Value]:
    """Sets have no order; ours must not change from run to run."""
    try:
        return sorted(items)  # type: ignore[type-var]
    except TypeError:
        return items


def _payload(value: Value) -> Value:
    if isinstance(value, Instance) and value.native is not None:
        return value.native
    if isinstance(value, External | Instance | Special | Class | Function | Method):
        return value
    return value


def _too_large(op: ast.operator, left: Value, right: Value) -> bool:
    if isinstance(op, ast.Add):
        sizes = [each for each in (left, right) if isinstance(each, str | list | tuple | bytes)]
        return len(sizes) == 2 and len(sizes[0]) + len(sizes[1]) > LONGEST
    if isinstance(op, ast.Mult):
        size = [len(each) for each in (left, right) if isinstance(each, str | list | tuple | bytes)]
        times = [each for each in (left, right) if isinstance(each, int)]
        large = any(abs(each) > 10**60 for each in times)
        return large or bool(size and times and size[0] * times[0] > LONGEST)
    if isinstance(op, ast.Pow | ast.LShift):
        return not (isinstance(left, int | float) and isinstance(right, int | float)) or (
            abs(left) > 10**6 or abs(right) > 64
        )
    if isinstance(op, ast.Mod) and isinstance(left, str):
        return len(left) > 10_000 or _WIDE.search(left) is not None
    return False


def _format_percent(text: str, value: Value, otherwise: Unknown) -> Value:
    items = value if isinstance(value, tuple) else (value,)
    listed = items if not isinstance(value, dict) else tuple(value.values())
    if _holds_unknown(listed):
        return otherwise
    try:
        return text % (value if isinstance(value, dict) else items)
    except (TypeError, ValueError, KeyError):
        return otherwise


def _constant(evaluator: Evaluator, node: ast.Constant, frame: Frame) -> Value:
    return node.value


def _name(evaluator: Evaluator, node: ast.Name, frame: Frame) -> Value:
    name = node.id
    current: Frame | None = frame
    if name not in frame.globals_:
        while current is not None:
            if name in current.names and (current is frame or not current.is_class):
                return current.names[name]
            current = current.outer
    if name in frame.module.names:
        return frame.module.names[name]
    known = evaluator.native(f"builtins.{name}")
    if known is not None:
        return known
    for star in frame.module.stars:
        return get_attribute(evaluator, evaluator.load(star), name)
    if frame.module.source is None or not frame.module.source.first_party:
        return External(f"{frame.module.name}.{name}")
    return evaluator.unknown(f"name {name!r} is not defined", frame, node)


def _attribute(evaluator: Evaluator, node: ast.Attribute, frame: Frame) -> Value:
    value = evaluate(evaluator, node.value, frame)
    if isinstance(value, Namespace) and node.attr not in value.names:
        dotted = f"{value.name}.{node.attr}"
        if dotted in evaluator.modules:
            return evaluator.modules[dotted]
    return get_attribute(evaluator, value, node.attr)


def _call(evaluator: Evaluator, node: ast.Call, frame: Frame) -> Value:
    if isinstance(node.func, ast.Name) and node.func.id == "super":
        arguments = [evaluate(evaluator, each, frame) for each in node.args]
        return make_super(evaluator, frame, arguments)
    if isinstance(node.func, ast.Name) and node.func.id in ("locals", "globals", "vars"):
        if not node.args:
            return frame.names if node.func.id != "globals" else frame.module.names
    function = evaluate(evaluator, node.func, frame)
    args, kwargs = _arguments(evaluator, node, frame)
    evaluator.site = evaluator.at(frame, node) or evaluator.site
    evaluator.caller = frame
    return call(evaluator, function, args, kwargs)


def _arguments(
    evaluator: Evaluator, node: ast.Call, frame: Frame
) -> tuple[list[Value], dict[str, Value]]:
    """Evaluate the arguments of a call.

    In the body of a class or module, one that fails becomes unknown: a field whose default can't be
    evaluated is a field all the same.
    """
    tolerant = (frame.is_class or frame.names is frame.module.names) and not evaluator.trying
    take = _tolerantly if tolerant else evaluate
    args: list[Value] = []
    for each in node.args:
        if isinstance(each, ast.Starred):
            args.extend(iterate(evaluator, take(evaluator, each.value, frame)) or [])
        else:
            args.append(take(evaluator, each, frame))
    kwargs: dict[str, Value] = {}
    for keyword in node.keywords:
        value = take(evaluator, keyword.value, frame)
        if keyword.arg is not None:
            kwargs[keyword.arg] = value
        else:
            value = value.native if isinstance(value, Instance) else value
            if isinstance(value, dict):
                kwargs.update((str(key), each) for key, each in value.items())
    return args, kwargs


def _tolerantly(evaluator: Evaluator, node: ast.expr, frame: Frame) -> Value:
    try:
        return evaluate(evaluator, node, frame)
    except Raised as error:
        unknown = evaluator.unknown(error.message, frame, node)
        evaluator.failures.append((unknown.location, error.message))
        return unknown


def _list(evaluator: Evaluator, node: ast.List, frame: Frame) -> Value:
    return _elements(evaluator, node.elts, frame)


def _tuple(evaluator: Evaluator, node: ast.Tuple, frame: Frame) -> Value:
    return tuple(_elements(evaluator, node.elts, frame))


def _set(evaluator: Evaluator, node: ast.Set, frame: Frame) -> Value:
    return set(_hashable(_elements(evaluator, node.elts, frame)))


def _elements(evaluator: Evaluator, nodes: list[ast.expr], frame: Frame) -> list[Value]:
    items: list[Value] = []
    for each in nodes:
        if isinstance(each, ast.Starred):
            value = evaluate(evaluator, each.value, frame)
            found = iterate(evaluator, value)
            items.extend(found if found is not None else [value])
        else:
            items.append(evaluate(evaluator, each, frame))
    return items


def _hashable(items: list[Value]) -> list[Value]:
    return [each for each in items if getattr(each, "__hash__", None) is not None]


def _dict(evaluator: Evaluator, node: ast.Dict, frame: Frame) -> Value:
    result: dict[Value, Value] = {}
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = evaluate(evaluator, value_node, frame)
        if key_node is None:
            value = value.native if isinstance(value, Instance) else value
            if isinstance(value, Mapping):
                result.update(value)
            continue
        key = evaluate(evaluator, key_node, frame)
        try:
            result[key] = value
        except TypeError as error:
            raise Raised(error) from None
    return result


def _subscript(evaluator: Evaluator, node: ast.Subscript, frame: Frame) -> Value:
    owner = evaluate(evaluator, node.value, frame)
    if isinstance(owner, External | Class | type):
        return owner
    return get_item(evaluator, owner, evaluate(evaluator, node.slice, frame))


def _slice(evaluator: Evaluator, node: ast.Slice, frame: Frame) -> Value:
    parts = [
        evaluate(evaluator, each, frame) if each is not None else None
        for each in (node.lower, node.upper, node.step)
    ]
    unknown = is_unknown(*parts)
    return unknown if unknown is not None else slice(*parts)


def _boolean(evaluator: Evaluator, node: ast.BoolOp, frame: Frame) -> Value:
    stops_at = isinstance(node.op, ast.Or)
    value: Value = None
    doubt: Value = None
    for each in node.values:
        value = evaluate(evaluator, each, frame)
        known = truth(evaluator, value)
        if known is stops_at:
            return value if doubt is None or isinstance(node.op, ast.Or) else doubt
        if known is None and doubt is None:
            doubt = value if isinstance(value, Unknown) else value
    if doubt is None:
        return value
    if isinstance(node.op, ast.Or):
        return doubt if not isinstance(doubt, Unknown) else value if value else doubt
    return doubt if isinstance(doubt, Unknown) else value


def _not(evaluator: Evaluator, node: ast.UnaryOp, frame: Frame) -> Value:
    value = evaluate(evaluator, node.operand, frame)
    if isinstance(node.op, ast.Not):
        known = truth(evaluator, value)
        return evaluator.unknown("unknown condition", frame, node) if known is None else not known
    if isinstance(value, int | float):
        if isinstance(node.op, ast.USub):
            return -value
        if isinstance(node.op, ast.Invert) and isinstance(value, int):
            return ~value
        return value
    if isinstance(value, Instance):
        method = find_attribute(evaluator, value, "__invert__")
        if method is not MISSING:
            return call(evaluator, method, [], {})
    return value if isinstance(value, Unknown) else evaluator.unknown("operator", frame, node)


def _binary(evaluator: Evaluator, node: ast.BinOp, frame: Frame) -> Value:
    left = evaluate(evaluator, node.left, frame)
    right = evaluate(evaluator, node.right, frame)
    return operate(evaluator, node.op, left, right, frame, node)


def _compare(evaluator: Evaluator, node: ast.Compare, frame: Frame) -> Value:
    left = evaluate(evaluator, node.left, frame)
    for op, right_node in zip(node.ops, node.comparators, strict=True):
        right = evaluate(evaluator, right_node, frame)
        answer = compare(evaluator, op, left, right)
        if answer is None:
            return evaluator.unknown("comparison with an unknown", frame, node)
        if not answer:
            return False
        left = right
    return True


def compare(evaluator: Evaluator, op: ast.cmpop, left: Value, right: Value) -> bool | None:
    """Compare two values; None where the answer isn't known."""
    if isinstance(op, ast.In | ast.NotIn):
        found = _contains(evaluator, right, left)
        return found if found is None or isinstance(op, ast.In) else not found
    if is_unknown(left, right) is not None:
        return None
    if isinstance(op, ast.Is | ast.IsNot):
        same = left is right or (isinstance(left, External) and left == right)
        if not same and isinstance(left, External) and isinstance(right, External):
            return None
        return same is isinstance(op, ast.Is)
    left, right = _payload(left), _payload(right)
    if isinstance(op, ast.Eq | ast.NotEq):
        same = _equal(left, right)
        return same if same is None or isinstance(op, ast.Eq) else not same
    known = (int, float, str, bytes, tuple, list, set, frozenset)
    if not (isinstance(left, known) and isinstance(right, known)):
        return None
    try:
        return bool(_COMPARISONS[type(op)](left, right))
    except TypeError:
        return None


def _equal(left: Value, right: Value) -> bool | None:
    if left is right:
        return True
    if isinstance(left, External | Instance) or isinstance(right, External | Instance):
        return True if left == right else (False if left is None or right is None else None)
    if isinstance(left, Class) and isinstance(right, Class):
        return False
    try:
        return bool(left == right)
    except RecursionError:
        return None


def _contains(evaluator: Evaluator, container: Value, item: Value) -> bool | None:
    if isinstance(container, Instance) and container.native is None:
        method = find_attribute(evaluator, container, "__contains__")
        if method is not MISSING and not isinstance(method, Unknown):
            return truth(evaluator, call(evaluator, method, [item], {}))
        items = iterate(evaluator, container)
        if items is None:
            return None
        container = items
    container = _payload(container)
    if isinstance(item, Unknown) or isinstance(container, Unknown):
        return None
    if isinstance(container, str):
        return item in container if isinstance(item, str) else None
    if isinstance(container, dict | list | tuple | set | frozenset | range):
        try:
            if item in container:
                return True
        except TypeError:
            return None
        return None if any(isinstance(each, Unknown) for each in container) else False
    return None


def _conditional(evaluator: Evaluator, node: ast.IfExp, frame: Frame) -> Value:
    known = truth(evaluator, evaluate(evaluator, node.test, frame))
    if known is not None:
        return evaluate(evaluator, node.body if known else node.orelse, frame)
    first, second = evaluate(evaluator, node.body, frame), evaluate(evaluator, node.orelse, frame)
    return second if isinstance(first, Unknown) or first is None else first


def _joined(evaluator: Evaluator, node: ast.JoinedStr, frame: Frame) -> Value:
    parts: list[str] = []
    for each in node.values:
        if isinstance(each, ast.Constant):
            parts.append(str(each.value))
            continue
        if not isinstance(each, ast.FormattedValue):
            return evaluator.unknown("part of a string", frame, node)
        value = evaluate(evaluator, each.value, frame)
        if isinstance(value, Unknown):
            return value
        text = to_string(evaluator, value)
        if text is None or each.format_spec is not None:
            return evaluator.unknown("part of a string", frame, node)
        parts.append(repr(text) if each.conversion == ord("r") else text)
    return "".join(parts)


def _lambda(evaluator: Evaluator, node: ast.Lambda, frame: Frame) -> Value:
    return make_function(evaluator, node, frame)


def _walrus(evaluator: Evaluator, node: ast.NamedExpr, frame: Frame) -> Value:
    value = evaluate(evaluator, node.value, frame)
    frame.names[node.target.id] = value
    return value


def _comprehension(
    evaluator: Evaluator,
    generators: list[ast.comprehension],
    frame: Frame,
    take: Callable[[Frame], None],
) -> bool:
    """Run the loops of a comprehension; False where something iterated over isn't known."""
    from decompose_source.evaluation.statements import bind  # noqa: PLC0415 mutual

    inner = Frame({}, frame.module, frame, frame.qualname, frame.function, frame.first)
    if frame.is_class:  # only the first iterable sees the class's names; being kind costs nothing
        inner.names.update(frame.names)

    def run(position: int) -> bool:
        if position == len(generators):
            take(inner)
            return True
        loop = generators[position]
        items = iterate(evaluator, evaluate(evaluator, loop.iter, inner))
        if items is None:
            return False
        complete = True
        for item in items:
            evaluator.step()
            bind(evaluator, loop.target, item, inner)
            tests = (truth(evaluator, evaluate(evaluator, each, inner)) for each in loop.ifs)
            if all(each is not False for each in tests):
                complete = run(position + 1) and complete
        return complete

    return run(0)


def _list_comprehension(
    evaluator: Evaluator, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, frame: Frame
) -> Value:
    items: list[Value] = []
    complete = _comprehension(
        evaluator,
        node.generators,
        frame,
        lambda inner: items.append(evaluate(evaluator, node.elt, inner)),
    )
    if not complete and not items:
        return evaluator.unknown("comprehension over an unknown", frame, node)
    return set(_hashable(items)) if isinstance(node, ast.SetComp) else items


def _dict_comprehension(evaluator: Evaluator, node: ast.DictComp, frame: Frame) -> Value:
    result: dict[Value, Value] = {}

    def take(inner: Frame) -> None:
        key = evaluate(evaluator, node.key, inner)
        if getattr(key, "__hash__", None) is not None:
            result[key] = evaluate(evaluator, node.value, inner)

    complete = _comprehension(evaluator, node.generators, frame, take)
    if not complete and not result:
        return evaluator.unknown("comprehension over an unknown", frame, node)
    return result


def _yield(evaluator: Evaluator, node: ast.Yield, frame: Frame) -> Value:
    value = evaluate(evaluator, node.value, frame) if node.value is not None else None
    if frame.yields is not None:
        frame.yields.append(value)
    return evaluator.unknown("sent value", frame, node)


def _yield_from(evaluator: Evaluator, node: ast.YieldFrom, frame: Frame) -> Value:
    value = evaluate(evaluator, node.value, frame)
    items = iterate(evaluator, value)
    if frame.yields is not None:
        frame.yields.extend(items if items is not None else [value])
    return None


def _await(evaluator: Evaluator, node: ast.Await, frame: Frame) -> Value:
    return evaluate(evaluator, node.value, frame)


def _starred(evaluator: Evaluator, node: ast.Starred, frame: Frame) -> Value:
    return evaluate(evaluator, node.value, frame)


def missing_name(name: str) -> Raised:
    """Make the error of a name that isn't there."""
    return raised(NameError, f"name {name!r} is not defined")


_OPERATORS: dict[type[ast.operator], Callable[[Value, Value], Value]] = {
    ast.Add: operator.add,  # type: ignore[dict-item]
    ast.Sub: operator.sub,  # type: ignore[dict-item]
    ast.Mult: operator.mul,  # type: ignore[dict-item]
    ast.Div: operator.truediv,  # type: ignore[dict-item]
    ast.FloorDiv: operator.floordiv,  # type: ignore[dict-item]
    ast.Mod: operator.mod,  # type: ignore[dict-item]
    ast.Pow: operator.pow,  # type: ignore[dict-item]
    ast.LShift: operator.lshift,  # type: ignore[dict-item]
    ast.RShift: operator.rshift,  # type: ignore[dict-item]
    ast.BitOr: operator.or_,  # type: ignore[dict-item]
    ast.BitAnd: operator.and_,  # type: ignore[dict-item]
    ast.BitXor: operator.xor,  # type: ignore[dict-item]
    ast.MatMult: operator.matmul,  # type: ignore[dict-item]
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Value, Value], Value]] = {
    ast.Lt: operator.lt,  # type: ignore[dict-item]
    ast.LtE: operator.le,  # type: ignore[dict-item]
    ast.Gt: operator.gt,  # type: ignore[dict-item]
    ast.GtE: operator.ge,  # type: ignore[dict-item]
}
_SPECIAL: dict[type[ast.operator], str] = {
    ast.Add: "__add__",
    ast.Sub: "__sub__",
    ast.Mult: "__mul__",
    ast.Div: "__truediv__",
    ast.BitOr: "__or__",
    ast.BitAnd: "__and__",
    ast.Mod: "__mod__",
}
_HANDLERS: dict[type[ast.expr], Callable[..., Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _not,
    ast.BinOp: _binary,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.JoinedStr: _joined,
    ast.Lambda: _lambda,
    ast.NamedExpr: _walrus,
    ast.ListComp: _list_comprehension,
    ast.GeneratorExp: _list_comprehension,
    ast.SetComp: _list_comprehension,
    ast.DictComp: _dict_comprehension,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
    ast.Await: _await,
    ast.Starred: _starred,
}
