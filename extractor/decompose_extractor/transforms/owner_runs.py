"""Let functions and receivers of a moved app run where its data is owned: in the monolith, whose
callers go on calling them."""

from __future__ import annotations

import libcst as cst
from libcst.helpers import get_full_name_for_node

from decompose_extractor.rewriting import Decisions, Transform
from decompose_extractor.transforms._imports import with_import

_MODULES = {"at_owner": "decompose_link.calls", "receives_at_owner": "decompose_link.events"}


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    used: set[str] = set()
    body: list[cst.BaseStatement] = []
    for each in module.body:
        runs = decisions.owner_runs.get(getattr(getattr(each, "name", None), "value", ""))
        if runs is None or not isinstance(each, cst.FunctionDef) or _has(each, runs.decorator):
            body.append(each)
            continue
        used.add(runs.decorator)
        body.append(_decorated(each, f'{runs.decorator}("{runs.service}")'))
    if not used:
        return module
    changed = module.with_changes(body=body)
    for name in sorted(used):
        changed = with_import(changed, _MODULES[name], name)
    return changed


def _has(function: cst.FunctionDef, name: str) -> bool:
    return any(
        get_full_name_for_node(each.decorator) in (name, f"{_MODULES[name]}.{name}")
        for each in function.decorators
    )


def _decorated(function: cst.FunctionDef, call: str) -> cst.FunctionDef:
    """Put the decorator below what registers a function and above what changes its inside."""
    new = cst.Decorator(cst.parse_expression(call))
    names = [get_full_name_for_node(each.decorator) or "" for each in function.decorators]
    place = next(
        (number for number, name in enumerate(names) if not name.endswith(("receiver", "connect"))),
        len(names),
    )
    decorators = list(function.decorators)
    decorators.insert(place, new)
    return function.with_changes(decorators=decorators)


transform = Transform(_rewrite, "moved functions and receivers run where their data is owned")
