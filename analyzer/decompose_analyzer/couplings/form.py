"""Finds forms and filter sets over another app's model, and choices taken from its rows.

https://docs.djangoproject.com/en/5.2/topics/forms/modelforms/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_source.modules import Module

CHOICES = ("ModelChoiceField", "ModelMultipleChoiceField", "ModelChoiceFilter")
FORMS = ("Form", "FilterSet", "FormSet")
FACTORIES = frozenset({"modelform_factory", "modelformset_factory", "inlineformset_factory"})


def find(scan: Scan) -> Iterator[Found]:
    """Look at the Meta of each form, and at each field with a query set."""
    for module in scan.code:
        for cls in module.index.classes:
            yield from _meta(scan, module, cls)
        for statement in module.index.assignments:
            if isinstance(statement, ast.Assign):
                yield from _set_later(scan, module, statement)
    for module, dotted, calls in scan.calls_by_target():
        name = dotted.rpartition(".")[2]
        for call in calls if name in CHOICES or name in FACTORIES else ():
            yield from _choices(scan, module, call, name)


def _meta(scan: Scan, module: Module, cls: ast.ClassDef) -> Iterator[Found]:
    dotted = scan.classes.dotted(module, cls)
    own = scan.names.definition(f"{dotted}.Meta.model")
    if own is None or not any(each.endswith(FORMS) for each in scan.classes.ancestors(dotted)[1:]):
        return
    label = scan.types.model_of_class(dotted)
    if label is None or app_of(label) == scan.owner(module):
        return
    yield Found(
        scan.end(module, cls),
        model_end(label),
        Effect.READ
        if any("Filter" in each for each in scan.classes.ancestors(dotted))
        else Effect.WRITE,
        module.at(own.node),
        f"{cls.name} is a form of {label}",
    )


def _choices(scan: Scan, module: Module, call: ast.Call, name: str) -> Iterator[Found]:
    if name in CHOICES:
        nodes = [each.value for each in call.keywords if each.arg == "queryset"] or call.args[:1]
    else:
        named = [each.value for each in call.keywords if each.arg in ("model", "parent_model")]
        nodes = [*call.args[:2], *named]
    for node in nodes:
        value = scan.types.of(module, node)
        if value is None or not value.is_model or app_of(value.name) == scan.owner(module):
            continue
        detail = f"{name} takes its choices from {value.name}"
        yield Found(
            scan.end(module, call), model_end(value.name), Effect.READ, module.at(call), detail
        )


def _set_later(scan: Scan, module: Module, statement: ast.Assign) -> Iterator[Found]:
    """Find `self.fields["owner"].queryset = User.objects.all()`, in `__init__` or elsewhere."""
    for target in statement.targets:
        if not (isinstance(target, ast.Attribute) and target.attr == "queryset"):
            continue
        if "fields" not in ast.unparse(target.value) and "field" not in ast.unparse(target.value):
            continue
        value = scan.types.of(module, statement.value)
        if value is not None and value.is_model and app_of(value.name) != scan.owner(module):
            detail = f"{ast.unparse(target)} is set to rows of {value.name}"
            yield Found(
                scan.end(module, statement),
                model_end(value.name),
                Effect.READ,
                module.at(statement),
                detail,
            )


detector = Detector(
    find,
    "forms and filter sets over another app's model",
    example="`ModelChoiceField(queryset=ShippingMethod.objects.all())` in orders",
    settled="choices come from the replica; a form that writes the other side is marked",
    rows=(40,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/topics/forms/modelforms/",
    weight=1.0,
    by_module=True,
)
