"""Which settings module a project uses, when nobody said."""

from __future__ import annotations

import ast
import re

from decompose_core.location import Location
from decompose_core.problem import Level, Problem
from decompose_source.modules import Module
from decompose_source.roots import Sources

_VARIABLE = "DJANGO_SETTINGS_MODULE"
_ENTRY_POINTS = ("manage", "wsgi", "asgi", "celery", "celery_app")
_ASSIGNED = re.compile(r"^[A-Z][A-Z0-9_]*\b.*=", re.MULTILINE)


def find_settings(sources: Sources) -> tuple[str | None, tuple[Problem, ...]]:
    """Find the settings module: what manage.py and its kin name, else what looks like settings."""
    named = [
        (module, name)
        for module in _entry_points(sources)
        for name in _named_settings(module)
        if sources.find(name) is not None
    ]
    named.sort(key=lambda each: _is_for_tests(each[1]))
    if named:
        chosen = named[0][1]
        others = sorted({name for _, name in named} - {chosen})
        return chosen, _doubts(chosen, others, named[0][0].path)
    likely = [each for each in sources.by_path.values() if _looks_like_settings(each)]
    likely.sort(key=lambda each: (each.name.count("."), len(each.name), each.name))
    if not likely:
        return None, ()
    return likely[0].name, _doubts(likely[0].name, [each.name for each in likely[1:]], "")


def _is_for_tests(name: str) -> bool:
    """Settings that manage.py takes only when it runs tests come last."""
    return bool({"test", "tests", "testing", "ci"} & set(re.split(r"[._]", name)))


def _entry_points(sources: Sources) -> list[Module]:
    found = [
        module
        for module in sources.by_path.values()
        if module.name.rpartition(".")[2] in _ENTRY_POINTS and _VARIABLE in module.source
    ]
    return sorted(
        found,
        key=lambda each: (
            _ENTRY_POINTS.index(each.name.rpartition(".")[2]),
            each.path.count("/"),
            each.path,
        ),
    )


def _named_settings(module: Module) -> list[str]:
    """The strings that are set for the variable: `setdefault(NAME, "x")` or `[NAME] = "x"`."""
    found: list[str] = []
    for call in module.index.calls:
        values = [each.value for each in call.args if isinstance(each, ast.Constant)]
        if len(values) == 2 and values[0] == _VARIABLE and isinstance(values[1], str):
            found.append(values[1])
    for node in module.index.assignments:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        value = node.value
        if isinstance(target, ast.Subscript) and isinstance(value, ast.Constant):
            key = target.slice
            if isinstance(key, ast.Constant) and key.value == _VARIABLE:
                found.append(str(value.value))
    return found


def _looks_like_settings(module: Module) -> bool:
    if "settings" not in module.name.rpartition(".")[2] and ".settings." not in module.name:
        return False
    return "INSTALLED_APPS" in module.source and _ASSIGNED.search(module.source) is not None


def _doubts(chosen: str, others: list[str], path: str) -> tuple[Problem, ...]:
    if not others:
        return ()
    message = f"settings {chosen} were taken; there are others: {', '.join(others[:5])}"
    return (Problem(Level.NOTE, message, Location(path) if path else None, "say --settings NAME"),)
