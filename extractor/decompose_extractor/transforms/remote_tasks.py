"""Put a sender in the place of a task that the other side's worker runs: same name, same queue,
nothing runs here."""

from __future__ import annotations

import libcst as cst

from decompose_extractor.rewriting import Decisions, Transform
from decompose_extractor.transforms._imports import with_import


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    changed = False
    body: list[cst.BaseStatement] = []
    for each in module.body:
        if isinstance(each, cst.FunctionDef) and each.name.value in decisions.tasks:
            name = each.name.value
            task = decisions.tasks[name]
            line = cst.parse_statement(f'{name} = RemoteTask("{task.name}", "{task.function}")\n')
            body.append(line.with_changes(leading_lines=each.leading_lines))
            changed = True
        else:
            body.append(each)
    if not changed:
        return module
    return with_import(
        module.with_changes(body=body), "decompose_service.remote_tasks", "RemoteTask"
    )


transform = Transform(_rewrite, "a task of the other side is sent to it by its name")
