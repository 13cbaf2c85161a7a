"""Evaluate statements. Each gives None, or a signal: how it leaves the block it stands in."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from decompose_source.evaluation.attributes import get_attribute, set_attribute, set_item
from decompose_source.evaluation.calling import call
from decompose_source.evaluation.classes import make_class
from decompose_source.evaluation.evaluator import MOST_ITEMS, Evaluator, OutOfSteps
from decompose_source.evaluation.expressions import evaluate
from decompose_source.evaluation.importing import run_import, run_import_from
from decompose_source.evaluation.operators import operate
from decompose_source.evaluation.questions import iterate, truth
from decompose_source.evaluation.values import (
    Class,
    External,
    Frame,
    Function,
    Instance,
    Namespace,
    Native,
    Raised,
    Signal,
    Unknown,
    Value,
    Wrapper,
    mro_of,
    name_of,
    raised,
)

_BREAK = Signal("break")
_CONTINUE = Signal("continue")


def run_module(evaluator: Evaluator, module: Namespace, tree: ast.Module) -> None:
    """Evaluate a module's body; a statement that fails is left out and its names become unknown."""
    frame = Frame(module.names, module)
    trying, evaluator.trying = evaluator.trying, False
    try:
        for statement in tree.body:
            run_tolerantly(evaluator, statement, frame)
    finally:
        evaluator.trying = trying


def run_tolerantly(evaluator: Evaluator, statement: ast.stmt, frame: Frame) -> Signal | None:
    """Evaluate a statement of a module or class; what it raises becomes an unknown value."""
    try:
        return run(evaluator, statement, frame)
    except Raised as error:
        if _leaves_module(statement, error):
            raise
        _give_up(evaluator, statement, frame, error.message)
    except OutOfSteps:
        evaluator.steps = 0
        evaluator.note("takes too many steps to evaluate", evaluator.at(frame, statement))
        _give_up(evaluator, statement, frame, "too many steps")
    except RecursionError:
        _give_up(evaluator, statement, frame, "too deep")
    return None


def run_block(evaluator: Evaluator, body: Iterable[ast.stmt], frame: Frame) -> Signal | None:
    """Evaluate statements in order until one leaves the block."""
    for statement in body:
        signal = run(evaluator, statement, frame)
        if signal is not None:
            return signal
    return None


def run(evaluator: Evaluator, statement: ast.stmt, frame: Frame) -> Signal | None:
    """Evaluate one statement."""
    evaluator.step()
    handler = _HANDLERS.get(type(statement))
    return handler(evaluator, statement, frame) if handler else None


def bind(evaluator: Evaluator, target: ast.expr, value: Value, frame: Frame) -> None:
    """Assign a value to a name, attribute, item or pattern of them."""
    if isinstance(target, ast.Name):
        _bind_name(target.id, value, frame)
    elif isinstance(target, ast.Attribute):
        set_attribute(evaluator, evaluate(evaluator, target.value, frame), target.attr, value)
    elif isinstance(target, ast.Subscript):
        owner = evaluate(evaluator, target.value, frame)
        set_item(evaluator, owner, evaluate(evaluator, target.slice, frame), value)
    elif isinstance(target, ast.Tuple | ast.List):
        _bind_pattern(evaluator, target.elts, value, frame)
    elif isinstance(target, ast.Starred):
        bind(evaluator, target.value, value, frame)


def _bind_name(name: str, value: Value, frame: Frame) -> None:
    if name in frame.globals_:
        frame.module.names[name] = value
        return
    if name in frame.nonlocals:
        outer = frame.outer
        while outer is not None and name not in outer.names:
            outer = outer.outer
        if outer is not None:
            outer.names[name] = value
            return
    frame.names[name] = value
    if isinstance(value, Instance) and not value.name and frame.names is frame.module.names:
        value.name = f"{frame.module.name}.{name}"


def _bind_pattern(
    evaluator: Evaluator, targets: list[ast.expr], value: Value, frame: Frame
) -> None:
    items = iterate(evaluator, value)
    star = next((n for n, each in enumerate(targets) if isinstance(each, ast.Starred)), None)
    if items is not None and star is None and len(items) != len(targets) and evaluator.trying:
        raise raised(ValueError, f"expected {len(targets)} values to unpack, got {len(items)}")
    if items is None or (star is None and len(items) != len(targets)):
        reason = value if isinstance(value, Unknown) else Unknown("can't be unpacked")
        for target in targets:
            bind(evaluator, target, reason, frame)
        return
    if star is not None:
        after = len(targets) - star - 1
        middle: list[Value] = items[star : len(items) - after]
        items = [*items[:star], middle, *items[len(items) - after :]]
    for target, item in zip(targets, items, strict=False):
        bind(evaluator, target, item, frame)


def _leaves_module(statement: ast.stmt, error: Raised) -> bool:
    """Whether a module means to refuse its import: a plain `raise ImportError` of its own."""
    return isinstance(statement, ast.Raise) and isinstance(error.value, ImportError)


def _give_up(evaluator: Evaluator, statement: ast.stmt, frame: Frame, why: str) -> None:
    unknown = Unknown(why, evaluator.at(frame, statement))
    evaluator.fail(unknown.location, why)
    names: list[str] = []
    if isinstance(statement, ast.Assign):
        names = [each.id for each in statement.targets if isinstance(each, ast.Name)]
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        names = [statement.target.id]
    elif isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        names = [statement.name]
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        names = [each.asname or each.name.partition(".")[0] for each in statement.names]
    for name in names:
        frame.names.setdefault(name, unknown)


def _expression(evaluator: Evaluator, node: ast.Expr, frame: Frame) -> None:
    if not isinstance(node.value, ast.Constant):
        evaluate(evaluator, node.value, frame)


def _assign(evaluator: Evaluator, node: ast.Assign, frame: Frame) -> None:
    value = evaluate(evaluator, node.value, frame)
    for target in node.targets:
        bind(evaluator, target, value, frame)


def _annotated(evaluator: Evaluator, node: ast.AnnAssign, frame: Frame) -> None:
    if frame.is_class and isinstance(node.target, ast.Name):
        annotations = frame.names.setdefault("__annotations__", {})
        if isinstance(annotations, dict):
            annotations[node.target.id] = node.annotation
    if node.value is not None:
        bind(evaluator, node.target, evaluate(evaluator, node.value, frame), frame)


def _augmented(evaluator: Evaluator, node: ast.AugAssign, frame: Frame) -> None:
    load = ast.copy_location(_as_load(node.target), node.target)
    before = evaluate(evaluator, load, frame)
    change = evaluate(evaluator, node.value, frame)
    if isinstance(before, list) and isinstance(node.op, ast.Add):
        items = iterate(evaluator, change)
        before.extend(items if items is not None else [change])
        if len(before) > MOST_ITEMS:
            raise OutOfSteps
        bind(evaluator, node.target, before, frame)
        return
    if isinstance(before, dict) and isinstance(node.op, ast.BitOr) and isinstance(change, dict):
        before.update(change)
        return
    if isinstance(before, set) and isinstance(node.op, ast.BitOr):
        before.update(iterate(evaluator, change) or [])
        return
    after = operate(evaluator, node.op, before, change, frame, node)
    # A known list with something unknown added is still mostly known.
    bind(evaluator, node.target, before if _would_lose(before, after) else after, frame)


def _would_lose(before: Value, after: Value) -> bool:
    return isinstance(after, Unknown) and isinstance(before, tuple | str)


def _as_load(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Load())
    if isinstance(target, ast.Subscript):
        return ast.Subscript(target.value, target.slice, ast.Load())
    return target


def _if(evaluator: Evaluator, node: ast.If, frame: Frame) -> Signal | None:
    known = truth(evaluator, evaluate(evaluator, node.test, frame))
    if known is not None:
        return run_block(evaluator, node.body if known else node.orelse, frame)
    return run_both(evaluator, (node.body, node.orelse), frame)


def run_both(evaluator: Evaluator, blocks: Iterable[list[ast.stmt]], frame: Frame) -> Signal | None:
    """Take every branch of an unknown condition; only if all of them return does this return."""
    signals: list[Signal | None] = []
    for block in blocks:
        try:
            signals.append(run_block(evaluator, block, frame))
        except Raised:
            signals.append(Signal("raise"))
    returns = [each for each in signals if each is not None and each.kind == "return"]
    if returns and all(each is not None for each in signals):
        known = [each for each in returns if not isinstance(each.value, Unknown)]
        return (known or returns)[0]
    frame.maybe.extend(each.value for each in returns)
    return None


def _for(evaluator: Evaluator, node: ast.For | ast.AsyncFor, frame: Frame) -> Signal | None:
    iterable = evaluate(evaluator, node.iter, frame)
    items = iterate(evaluator, iterable)
    if items is None:
        items = [iterable if isinstance(iterable, Unknown) else Unknown("item of an unknown")]
    for item in items:
        evaluator.step()
        bind(evaluator, node.target, item, frame)
        signal = run_block(evaluator, node.body, frame)
        if signal is _BREAK:
            return None
        if signal is not None and signal is not _CONTINUE:
            return signal
    return run_block(evaluator, node.orelse, frame)


def _while(evaluator: Evaluator, node: ast.While, frame: Frame) -> Signal | None:
    while True:
        evaluator.step()
        known = truth(evaluator, evaluate(evaluator, node.test, frame))
        if known is False:
            return run_block(evaluator, node.orelse, frame)
        signal = run_block(evaluator, node.body, frame)
        if signal is _BREAK or known is None:
            return None
        if signal is not None and signal is not _CONTINUE:
            return signal


def _try(evaluator: Evaluator, node: ast.Try, frame: Frame) -> Signal | None:
    signal: Signal | None = None
    trying, evaluator.trying = evaluator.trying, True
    try:
        signal = run_block(evaluator, node.body, frame)
        evaluator.trying = trying
        if signal is None:
            signal = run_block(evaluator, node.orelse, frame)
    except Raised as error:
        evaluator.trying = trying
        handler = _handler(evaluator, node.handlers, error, frame)
        if handler is None:
            run_block(evaluator, node.finalbody, frame)
            raise
        if handler.name:
            frame.names[handler.name] = error.value
        outer, frame.handling = frame.handling, error
        try:
            signal = run_block(evaluator, handler.body, frame)
        finally:
            frame.handling = outer
    return run_block(evaluator, node.finalbody, frame) or signal


def _handler(
    evaluator: Evaluator, handlers: list[ast.ExceptHandler], error: Raised, frame: Frame
) -> ast.ExceptHandler | None:
    for handler in handlers:
        if handler.type is None:
            return handler
        kinds = evaluate(evaluator, handler.type, frame)
        listed = kinds if isinstance(kinds, tuple) else (kinds,)
        if any(catches(each, error.value) for each in listed):
            return handler
    return None


def catches(kind: Value, value: Value) -> bool:
    """Whether `except kind` catches what was raised."""
    if isinstance(kind, type):
        if isinstance(value, BaseException):
            return isinstance(value, kind)
        if kind in (Exception, BaseException):
            return True
        return isinstance(value, Instance) and kind in mro_of(value.cls)
    if isinstance(value, Instance):
        return any(name_of(each) == name_of(kind) for each in mro_of(value.cls))
    return False


def _with(evaluator: Evaluator, node: ast.With | ast.AsyncWith, frame: Frame) -> Signal | None:
    suppressed: list[Value] = []
    for item in node.items:
        context = evaluate(evaluator, item.context_expr, frame)
        if isinstance(context, Instance) and context.dotted == "contextlib.suppress":
            suppressed.extend(context.args)
        entered: Value = Unknown("entered context", evaluator.at(frame, item.context_expr))
        own = context.cls if isinstance(context, Instance) else None
        if isinstance(own, Class) and own.find("__enter__") is not None:
            entered = call(evaluator, get_attribute(evaluator, context, "__enter__"), [], {})
        if item.optional_vars is not None:
            bind(evaluator, item.optional_vars, entered, frame)
    try:
        return run_block(evaluator, node.body, frame)
    except Raised as error:
        if any(catches(each, error.value) for each in suppressed):
            return None
        raise


def _match(evaluator: Evaluator, node: ast.Match, frame: Frame) -> Signal | None:
    subject = evaluate(evaluator, node.subject, frame)
    possible: list[list[ast.stmt]] = []
    for case in node.cases:
        fits = _fits(evaluator, case.pattern, subject, frame)
        if fits and case.guard is not None:
            fits = truth(evaluator, evaluate(evaluator, case.guard, frame))
        if fits is True and not possible:
            return run_block(evaluator, case.body, frame)
        if fits is not False:
            possible.append(case.body)
    return run_both(evaluator, [*possible, []], frame)


def _fits(evaluator: Evaluator, pattern: ast.pattern, subject: Value, frame: Frame) -> bool | None:
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
        if pattern.name:
            frame.names[pattern.name] = subject
        return True
    if isinstance(subject, Unknown):
        return None
    if isinstance(pattern, ast.MatchValue):
        return truth(evaluator, subject == evaluate(evaluator, pattern.value, frame))
    if isinstance(pattern, ast.MatchSingleton):
        return subject is pattern.value
    if isinstance(pattern, ast.MatchOr):
        answers = [_fits(evaluator, each, subject, frame) for each in pattern.patterns]
        return True if True in answers else None if None in answers else False
    return None


def _return(evaluator: Evaluator, node: ast.Return, frame: Frame) -> Signal:
    value = evaluate(evaluator, node.value, frame) if node.value is not None else None
    return Signal("return", value)


def _raise(evaluator: Evaluator, node: ast.Raise, frame: Frame) -> None:
    if node.exc is None:
        raise frame.handling or raised(RuntimeError, "re-raised")
    value = evaluate(evaluator, node.exc, frame)
    if isinstance(value, type | Class | External):
        value = call(evaluator, value, [], {})
    raise Raised(value, evaluator.at(frame, node))


def _assert(evaluator: Evaluator, node: ast.Assert, frame: Frame) -> None:
    """Assertions hold: what the project asserts at start is true or it would not start."""


def _delete(evaluator: Evaluator, node: ast.Delete, frame: Frame) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            frame.names.pop(target.id, None)
        elif isinstance(target, ast.Subscript):
            owner = evaluate(evaluator, target.value, frame)
            key = evaluate(evaluator, target.slice, frame)
            if isinstance(owner, dict):
                owner.pop(key, None)
            elif isinstance(owner, list) and isinstance(key, int | slice):
                del owner[key]


def _global(evaluator: Evaluator, node: ast.Global, frame: Frame) -> None:
    if frame.names is not frame.module.names:
        frame.globals_.update(node.names)


def _nonlocal(evaluator: Evaluator, node: ast.Nonlocal, frame: Frame) -> None:
    frame.nonlocals.update(node.names)


def _function(
    evaluator: Evaluator, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame
) -> None:
    from decompose_source.evaluation.calling import make_function  # noqa: PLC0415 mutual

    value: Value = make_function(evaluator, node, frame)
    for decorator in reversed(node.decorator_list):
        value = decorate(evaluator, decorator, value, frame)
    _bind_name(node.name, value, frame)


def _class(evaluator: Evaluator, node: ast.ClassDef, frame: Frame) -> None:
    value: Value = make_class(evaluator, node, frame)
    for decorator in reversed(node.decorator_list):
        value = decorate(evaluator, decorator, value, frame)
    _bind_name(node.name, value, frame)


def decorate(evaluator: Evaluator, decorator: ast.expr, value: Value, frame: Frame) -> Value:
    """Apply a decorator; one that isn't known is taken to give back what it got."""
    try:
        function = evaluate(evaluator, decorator, frame)
        if isinstance(function, Unknown):
            return value
        evaluator.site = evaluator.at(frame, decorator)
        result = call(evaluator, function, [value], {})
    except Raised:
        return value
    if isinstance(result, Class | Function | Wrapper | Native):
        return result
    known_class = isinstance(result, Instance) and isinstance(result.cls, Class)
    if known_class and not isinstance(function, External):
        return result
    if isinstance(function, External) or result is None or isinstance(result, Unknown | Instance):
        return value
    return result


def _pass(evaluator: Evaluator, node: ast.stmt, frame: Frame) -> None:
    """Do nothing."""


def _break(evaluator: Evaluator, node: ast.stmt, frame: Frame) -> Signal:
    return _BREAK


def _continue(evaluator: Evaluator, node: ast.stmt, frame: Frame) -> Signal:
    return _CONTINUE


_HANDLERS: dict[type[ast.stmt], Callable[..., Signal | None]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Match: _match,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.Import: run_import,
    ast.ImportFrom: run_import_from,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Pass: _pass,
    ast.Break: _break,
    ast.Continue: _continue,
}
