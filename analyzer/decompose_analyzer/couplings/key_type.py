"""Finds what another app must know of a key besides its model: type, column, allowed rows.

https://docs.djangoproject.com/en/5.2/ref/models/fields/#django.db.models.ForeignKey.to_field
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from decompose_analyzer.classes import Member
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_core.monolith import Field, Model


def find(scan: Scan) -> Iterator[Found]:
    """Look at each relation to another app, and at the primary key of its target."""
    keys = _primary_keys(scan)
    for model in scan.project.models:
        if model.abstract or model.proxy:
            continue
        for field in model.fields:
            to = field.relation.to if field.relation else None
            if to is not None and app_of(to) != model.app:
                yield from _target(scan, model, field, to, keys)
                yield from _options(scan, model, field, to)


Keys = Mapping[str, tuple[str, Member, str]]


def _primary_keys(scan: Scan) -> Keys:
    """Map each model with a key of its own that isn't a number to the key's name and type."""
    found: dict[str, tuple[str, Member, str]] = {}
    for model in scan.project.models:
        if model.abstract:
            continue
        for field in model.fields:
            if field.class_name.endswith(("AutoField", "IntegerField")) or field.relation:
                continue
            member = scan.classes.member(model.dotted, field.name)
            if member and _keyword(member, "primary_key") is not None:
                found[model.label] = (field.name, member, field.class_name.rpartition(".")[2])
    return found


def _keyword(member: Member, *names: str) -> ast.expr | None:
    call = member.node
    if not isinstance(call, ast.Call):
        return None
    return next((each.value for each in call.keywords if each.arg in names), None)


def _target(scan: Scan, model: Model, field: Field, to: str, keys: Keys) -> Iterator[Found]:
    if to in keys:
        name, member, kind = keys[to]
        yield Found(
            model_end(model.label, field.name),
            model_end(to, name),
            Effect.SCHEMA,
            member.module.at(member.node),
            f"{model.label}.{field.name} holds keys of {to}, which are of {kind}",
        )


def _options(scan: Scan, model: Model, field: Field, to: str) -> Iterator[Found]:
    member = scan.classes.member(model.dotted, field.name)
    if member is None:
        return
    source, place = model_end(model.label, field.name), member.module.at(member.node)
    column = scan.text(member.module, _keyword(member, "to_field"))
    if column is not None:
        detail = f"{model.label}.{field.name} holds {to}.{column}, not the primary key"
        yield Found(source, model_end(to, column), Effect.SCHEMA, place, detail)
    limits = _keyword(member, "limit_choices_to")
    if limits is not None:
        detail = f"{model.label}.{field.name} takes only some rows of {to}: {_short(limits)}"
        yield Found(source, model_end(to), Effect.READ, place, detail)


def _short(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 60 else f"{text[:57]}..."


detector = Detector(
    find,
    "keys of another app that are no plain numbers, or of some rows only",
    example='`ForeignKey("accounts.User", to_field="username")` in orders',
    settled="the loose key keeps type, column and condition",
    rows=(12,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/ref/models/fields/"
    "#django.db.models.ForeignKey.to_field",
    weight=0.5,
)
