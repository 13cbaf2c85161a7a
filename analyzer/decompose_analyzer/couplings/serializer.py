"""Finds DRF serializers that reach another app: nested ones, `source`, `queryset`, `depth`.

https://www.django-rest-framework.org/api-guide/relations/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_source.modules import Module


def find(scan: Scan) -> Iterator[Found]:
    """Look at the body and the Meta of each serializer."""
    for module in scan.code:
        for cls in module.index.classes:
            dotted = scan.classes.dotted(module, cls)
            if not _is_serializer(scan, dotted):
                continue
            label = scan.types.model_of_class(dotted)
            for declared in _declared(cls):
                yield from _field(scan, module, cls, declared, label)
            yield from _meta(scan, module, cls, dotted, label)


def _is_serializer(scan: Scan, dotted: str) -> bool:
    return any(each.endswith("Serializer") for each in scan.classes.ancestors(dotted)[1:])


def _declared(cls: ast.ClassDef) -> Iterator[tuple[str, ast.Call]]:
    for statement in cls.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                yield target.id, statement.value


def _field(
    scan: Scan, module: Module, cls: ast.ClassDef, declared: tuple[str, ast.Call], label: str | None
) -> Iterator[Found]:
    name, call = declared
    source = scan.end(module, cls)
    dotted = scan.names.resolve(module, call.func, call)
    target = scan.end_of(dotted) if dotted else None
    if dotted and target and target.app != source.app and _is_serializer(scan, dotted):
        detail = f"{cls.name}.{name} nests {dotted}"
        yield Found(source, target, Effect.READ, module.at(call), detail)
    for keyword in call.keywords:
        if keyword.arg == "source":
            yield from _path(scan, module, cls, keyword, label)
        elif keyword.arg == "queryset":
            value = scan.types.of(module, keyword.value)
            if value and value.is_model and app_of(value.name) != source.app:
                detail = f"{cls.name}.{name} looks up {value.name} to validate a key"
                yield Found(
                    source, model_end(value.name), Effect.READ, module.at(keyword.value), detail
                )


def _path(
    scan: Scan, module: Module, cls: ast.ClassDef, keyword: ast.keyword, label: str | None
) -> Iterator[Found]:
    text = scan.text(module, keyword.value)
    current = label
    for part in (text or "").split("."):
        hop = scan.models.attribute(current, part) if current else None
        if hop is None:
            return
        other = scan.other_end(hop, scan.owner(module))
        if other is not None:
            yield Found(
                scan.end(module, cls),
                model_end(other),
                Effect.READ,
                module.at(keyword.value),
                f"{cls.name}: source={text!r} loads {hop.model}",
                severity=CouplingSeverity.BLOCKS,
            )
            return
        current = hop.model


def _meta(
    scan: Scan, module: Module, cls: ast.ClassDef, dotted: str, label: str | None
) -> Iterator[Found]:
    source = scan.end(module, cls)
    own = scan.names.definition(f"{dotted}.Meta")
    if label is None or own is None or not isinstance(own.node, ast.ClassDef):
        return
    if app_of(label) != source.app:
        yield Found(
            source,
            model_end(label),
            Effect.READ,
            module.at(own.node),
            f"{cls.name} serializes {label}",
        )
    depth = scan.classes.inner(dotted, "Meta", "depth")
    if depth is not None and isinstance(depth.node, ast.Constant) and depth.node.value:
        for other in _one_deep(scan, label, source.app):
            detail = f"{cls.name}: depth={depth.node.value!r} nests every field of {other}"
            yield Found(source, model_end(other), Effect.READ, depth.module.at(depth.node), detail)


def _one_deep(scan: Scan, label: str, app: str) -> list[str]:
    model = scan.models.models.get(label)
    fields = model.fields if model else ()
    targets = {each.relation.to for each in fields if each.relation and each.relation.to}
    return sorted(each for each in targets if app_of(each) != app)


detector = Detector(
    find,
    "serializers that reach another app",
    example="`ProductSerializer()` nested in a serializer of orders",
    settled="the same JSON, byte for byte, from replica rows",
    rows=(22, 41),
    severity=CouplingSeverity.REWRITE,
    docs="https://www.django-rest-framework.org/api-guide/relations/",
    weight=1.0,
    by_module=True,
)
