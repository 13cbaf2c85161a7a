"""Celery: which functions become tasks, and under which names."""

from __future__ import annotations

from decompose_source.evaluation.attributes import MISSING, find_attribute
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.values import (
    Class,
    External,
    Function,
    Method,
    Native,
    Unknown,
    Value,
)
from decompose_source.natives._table import Table
from decompose_source.startup.registry import KnownTask, dotted_of, registry_of

table = Table("celery")
KWARGS = dict[str, Value]
_APP = "Celery", "app.Celery", "app.base.Celery"


def make_task(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """`@task` or `@task(name=...)`."""
    site = evaluator.site

    def take(evaluator: Evaluator, inner: list[Value], _: KWARGS) -> Value:
        return _register(evaluator, inner[0], kwargs.get("name"), site)

    if args and isinstance(args[0], Function | Method | Class):
        return take(evaluator, args, {})
    return Native("celery.task", take)


def _register(evaluator: Evaluator, function: Value, name: Value, site: object) -> Value:
    dotted = dotted_of(function)
    if isinstance(function, Function):
        location = function.location
        # Celery names a task by module and name, whatever encloses it.
        module = str(function.names.get("__module__", function.module))
        own = f"{module}.{function.names.get('__name__', function.name)}"
    else:
        location, own = None, dotted
    if isinstance(name, Unknown):
        evaluator.note("the name of this task isn't known", location)
    label = name if isinstance(name, str) else own
    registry_of(evaluator).tasks.append(KnownTask(label, function, location))
    if isinstance(function, Function):
        function.names["name"] = label
        for method in ("delay", "apply_async", "s", "si", "signature", "apply", "run", "retry"):
            function.names.setdefault(method, External(f"celery.app.task.Task.{method}"))
    return function


def _method(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return make_task(evaluator, args[1:], kwargs)


def _autodiscover(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    packages = kwargs.get("packages", args[1] if len(args) > 1 else None)
    related = kwargs.get("related_name", args[2] if len(args) > 2 else "tasks")
    if isinstance(related, str):
        registry_of(evaluator).packages_with_tasks.append((packages, related))
    return None


def _register_task(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """A task that is a class."""
    task = args[1] if len(args) > 1 else None
    cls = task if isinstance(task, Class) else getattr(task, "cls", None)
    if isinstance(cls, Class):
        name = find_attribute(evaluator, cls, "name")
        label = name if name is not MISSING and isinstance(name, str) else cls.dotted
        registry_of(evaluator).tasks.append(KnownTask(label, cls, cls.location))
    return task


for _prefix in _APP:
    table.add(f"{_prefix}.task", Native("Celery.task", _method))
    table.add(f"{_prefix}.periodic_task", Native("Celery.task", _method))
    table.add(f"{_prefix}.autodiscover_tasks", Native("Celery.autodiscover_tasks", _autodiscover))
    table.add(f"{_prefix}.register_task", Native("Celery.register_task", _register_task))
    table.add(f"{_prefix}.Task", External("celery.app.task.Task"))
table.function("shared_task", "task", "task.task", "decorators.task", "app.shared_task")(make_task)
table.function("task.periodic_task", "decorators.periodic_task")(make_task)


natives = table.freeze()
