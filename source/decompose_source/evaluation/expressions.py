"""Evaluate expressions. Whatever can't be known gives an `Unknown` with its place."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from decompose_source.evaluation.attributes import MISSING, find_attribute, get_attribute, get_item
from decompose_source.evaluation.calling import call, make_function, make_super
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.operators import compare, operate
from decompose_source.evaluation.questions import iterate, to_string, truth
from decompose_source.evaluation.values import (
    Class,
    External,
    Frame,
    Instance,
    Namespace,
    Raised,
    Unknown,
    Value,
    is_unknown,
)

_SCOPES = ("locals", "globals", "vars")


def evaluate(evaluator: Evaluator, node: ast.expr, frame: Frame) -> Value:
    """Evaluate one expression."""
    handler = _HANDLERS.get(type(node))
    if handler is None:
        return evaluator.unknown(type(node).__name__, frame, node)
    return handler(evaluator, node, frame)


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
    if not node.args and isinstance(node.func, ast.Name) and node.func.id in _SCOPES:
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
        evaluator.fail(unknown.location, error.message)
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
            doubt = value
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
            evaluator.machinery.bind(evaluator, loop.target, item, inner)
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
