"""What people decided about single seams in decompose.toml, checked against the project.

A key is a model (`app.Model`) or a column (`app.Model.field`), which "replica" brings along, or a
function or class by its dotted name, which "api" makes a seam and "copy" takes whole.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_core.monolith import Model
from decompose_core.problem import refuse
from decompose_core.project_file import Strategy
from decompose_extractor.cut import Cut, is_secret


def asked_columns(cut: Cut, label: str) -> frozenset[str]:
    """The fields of a model that come along whether code uses them or not."""
    return frozenset(
        key.rpartition(".")[2]
        for key, strategy in cut.seams.items()
        if strategy == "replica" and key.rpartition(".")[0] == label
    )


def asked_models(cut: Cut) -> tuple[Model, ...]:
    """The models that stay of which a replica was asked for, as a whole or by a column."""
    labels = {
        key if cut.project.model(key) else key.rpartition(".")[0]
        for key, strategy in cut.seams.items()
        if strategy == "replica"
    }
    return tuple(each for label in sorted(labels) if (each := cut.project.model(label)))


def check_seams(cut: Cut) -> None:
    """Refuse decisions that nothing would follow, all in one message.

    Raises:
        Refused: a key names nothing in the project, or its value has no meaning for it.
    """
    wrong = list(_wrong(cut))
    if wrong:
        raise refuse(
            f"seams of this boundary that can't be followed: {'; '.join(wrong)}",
            hint='a key is a model or a column, "app.Model.field" = "replica",'
            ' or a function or class, "package.module.name" = "api" or "copy"',
        )


def _wrong(cut: Cut) -> Iterator[str]:
    for key, strategy in sorted(cut.seams.items()):
        replica = strategy == "replica"
        why = _why_no_replica(cut, key) if replica else _why_no_code(cut, key, strategy)
        if why:
            yield f'"{key}" = "{strategy}" ({why})'


def _why_no_replica(cut: Cut, key: str) -> str:
    label, _, name = (key, "", "") if cut.project.model(key) else key.rpartition(".")
    model = cut.project.model(label)
    if model is None:
        return f"there is no model {label or key!r}"
    if name and model.field(name) is None:
        return f"{label} has no field {name!r}"
    if not cut.is_staying(label):
        return f"{label} moves with all its columns"
    return "a secret never leaves its owner" if is_secret(name) else ""


def _why_no_code(cut: Cut, key: str, strategy: Strategy) -> str:
    found = cut.definition(key)
    if found is None or not found.qualname:
        return "no such function or class"
    if "." in found.qualname:
        return f"decide for the whole of {found.qualname.partition('.')[0]}"
    if strategy == "api" and isinstance(found.node, ast.ClassDef):
        return "a class has no other side; its methods that act are seams by themselves"
    return "it moves" if cut.is_moved(key) else ""
