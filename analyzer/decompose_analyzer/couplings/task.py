"""Finds Celery tasks of another app that are queued, by name or by import, and beat entries.

https://docs.celeryq.dev/en/stable/userguide/calling.html
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial

from decompose_analyzer.classes import FunctionNode
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_core.monolith import Task
from decompose_core.problem import Level, Problem
from decompose_source.index import called_name
from decompose_source.modules import Module

QUEUES = frozenset(
    {"delay", "apply_async", "s", "si", "signature", "subtask", "apply", "map", "chunks"}
    | {"delay_on_commit", "apply_async_on_commit", "starmap", "adelay", "aapply_async"}
)
# What other queues call it: the function, or its name, is the first argument.
ENQUEUES = frozenset({"enqueue", "enqueue_in", "enqueue_at", "enqueue_once", "async_task"})
BY_NAME = frozenset({"send_task", "signature"})


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Look at each call that queues a task, and at each string in settings that names one."""
    by_function = {each.function: each for each in scan.project.tasks}
    by_name = {each.name: each for each in scan.project.tasks}
    for module, call in scan.calls_named(QUEUES | BY_NAME | ENQUEUES):
        name = called_name(call)
        if name in QUEUES and isinstance(call.func, ast.Attribute):
            dotted = scan.names.resolve(module, call.func.value, call)
            task = by_function.get(dotted or "")
            if task is not None:
                yield from _found(scan, module, call, task, f"{name}()")
        if name in BY_NAME and call.args:
            yield from _by_name(scan, module, call, by_name)
        if name in ENQUEUES:
            yield from _enqueued(scan, module, call)
    for module in scan.code:
        for node in module.index.attributes_named(QUEUES):
            yield from _handed_on(scan, module, node, by_function)
    yield from _beat(scan, by_name)


def _by_name(
    scan: Scan, module: Module, call: ast.Call, tasks: Mapping[str, Task]
) -> Iterator[Found | Problem]:
    texts = scan.texts.of(module, call.args[0])
    if texts is None and called_name(call) == "send_task":
        yield Problem(
            Level.NOTE,
            "the name of the task that send_task() queues is computed at run time",
            module.at(call),
            "read by hand which tasks it can be",
        )
    for text in texts or ():
        if text in tasks:
            yield from _found(scan, module, call, tasks[text], f"{called_name(call)}({text!r})")


def _handed_on(
    scan: Scan, module: Module, node: ast.Attribute, tasks: Mapping[str, Task]
) -> Iterator[Found]:
    """Find `on_commit(send_email.delay)` and `partial(send_email.delay, 1)`: queued later."""
    parent = module.index.parent_of(node)
    if node.attr not in QUEUES or (isinstance(parent, ast.Call) and parent.func is node):
        return
    task = tasks.get(scan.names.resolve(module, node.value, node) or "")
    target = scan.end_of(task.function) if task else None
    if task is not None and target is not None:
        detail = f"hands on {node.attr} of {task.name}, which queues it"
        yield Found(scan.end(module, node), target, Effect.CALL, module.at(node), detail)


def _enqueued(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found]:
    """Find `queue.enqueue(export)` and `async_task("orders.jobs.export")` of other queues."""
    for node in call.args[:3]:
        dotted = scan.text(module, node)
        if dotted is None and isinstance(node, ast.Name | ast.Attribute):
            dotted = scan.names.resolve(module, node, call)
        definition = scan.names.definition(dotted) if dotted else None
        if definition is not None and isinstance(definition.node, FunctionNode):
            target = scan.end_of(definition.dotted)
            if target is not None:
                detail = f"queues {definition.dotted} by {called_name(call)}()"
                yield Found(scan.end(module, call), target, Effect.CALL, module.at(call), detail)
            return


def _found(scan: Scan, module: Module, call: ast.Call, task: Task, by: str) -> Iterator[Found]:
    target = scan.end_of(task.function)
    if target is None:
        return
    passed = [each for each in map(partial(scan.types.of, module), _arguments(call)) if each]
    rows = sorted({each.name for each in passed if each.shape in (Shape.INSTANCE, Shape.ROWS)})
    warning = f"; passes rows of {', '.join(rows)}, but only keys may cross" if rows else ""
    yield Found(
        source=scan.end(module, call),
        target=target,
        effect=Effect.CALL,
        location=module.at(call),
        detail=f"queues {task.name} by {by}{warning}",
        settlement=Settlement.ASSISTED if rows else None,
    )


def _arguments(call: ast.Call) -> Iterator[ast.expr]:
    for each in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(each, ast.Tuple | ast.List):
            yield from each.elts
        elif isinstance(each, ast.Dict):
            yield from each.values
        else:
            yield each


def _beat(scan: Scan, tasks: Mapping[str, Task]) -> Iterator[Found]:
    """Find `{"task": "orders.tasks.close"}`, the entries of a beat schedule."""
    for module in scan.code:
        for node in module.index.strings:
            parent = module.index.parent_of(node)
            if isinstance(parent, ast.Dict) and node in parent.keys:
                yield from _route(scan, module, node, tasks)
            if not isinstance(parent, ast.Dict) or node.value not in tasks:
                continue
            keys = [
                key for key, value in zip(parent.keys, parent.values, strict=True) if value is node
            ]
            task = tasks[str(node.value)]
            target = scan.end_of(task.function)
            if target and any(
                isinstance(key, ast.Constant) and key.value == "task" for key in keys
            ):
                yield Found(
                    source=scan.end(module, node),
                    target=target,
                    effect=Effect.CALL,
                    location=module.at(node),
                    detail=f"the beat schedule runs {task.name}",
                )


def _route(
    scan: Scan, module: Module, node: ast.Constant, tasks: Mapping[str, Task]
) -> Iterator[Found]:
    """Find `{"orders.tasks.*": {"queue": "orders"}}`, the routes of tasks to queues."""
    pattern = node.value
    if not isinstance(pattern, str) or "." not in pattern:
        return
    for name, task in sorted(tasks.items()):
        target = scan.end_of(task.function) if fnmatchcase(name, pattern) else None
        if target is not None:
            detail = f"the route {pattern!r} sends {name} to a queue"
            yield Found(scan.end(module, node), target, Effect.CALL, module.at(node), detail)


detector = Detector(
    find,
    "tasks of another app that are queued",
    example="`send_email.delay(...)` of notifications in orders",
    settled="a queue a service, names kept; wrappers ask at run time who owns",
    rows=(43,),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.celeryq.dev/en/stable/userguide/calling.html",
    weight=1.5,
    by_module=True,
)
