"""Celery tasks by their registered names."""

from __future__ import annotations

from collections.abc import Callable

from decompose_core.location import Location
from decompose_core.monolith import Task
from decompose_source.startup.registry import Registry, dotted_of


def read_tasks(registry: Registry, is_own: Callable[[str], bool]) -> tuple[Task, ...]:
    """List the tasks whose functions are the project's own, by name."""
    found: dict[str, Task] = {}
    for each in registry.tasks:
        function = dotted_of(each.function)
        if is_own(function):
            found[each.name] = Task(each.name, function, each.location or Location(""))
    return tuple(found[name] for name in sorted(found))
