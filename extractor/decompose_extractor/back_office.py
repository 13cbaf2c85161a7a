"""The admin of replicas: moved admin classes refer to models that stay, and Django asks for an
admin of each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from decompose_core.monolith import Model
from decompose_extractor.cut import Cut
from decompose_extractor.members import members_of
from decompose_extractor.naming import model_named
from decompose_source.modules import Module

# Django asks for something to search by; where that can't be read, rows are found by their key.
_BY_KEY = ("pk",)


@dataclass(frozen=True, slots=True)
class ReplicaAdmin:
    """A read-only admin of a replica, for autocompletion; it is searched as in the monolith."""

    model: Model
    search_fields: tuple[str, ...]


def replica_admins(cut: Cut) -> tuple[ReplicaAdmin, ...]:
    """Find the staying models that moved admin classes complete automatically."""
    wanted = {name for module in cut.moved_modules for name in _completed(module)}
    labels = {
        each.relation.to
        for model in cut.project.models
        if not cut.is_staying(model.label)
        for each in model.fields
        if each.name in wanted and each.relation is not None and cut.leads_across(each.relation)
    }
    searched = dict(_searched(cut))
    found = [
        ReplicaAdmin(model, searched.get(model.label) or _BY_KEY)
        for label in labels
        if label is not None and (model := cut.project.model(label)) is not None
    ]
    return tuple(sorted(found, key=lambda each: each.model.label))


def _completed(module: Module) -> Iterator[str]:
    for node in module.index.classes:
        for member in members_of(node):
            if member.name == "autocomplete_fields":
                yield from _strings(member.node)


def _searched(cut: Cut) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The search fields of every registered admin class, by the label of its model."""
    for module in cut.project.modules.values():
        if "search_fields" not in module.source and "UserAdmin" not in module.source:
            continue
        called = dict(_registered_by_call(cut, module))
        for node in module.index.classes:
            fields = [
                text
                for member in members_of(node)
                if member.name == "search_fields"
                for text in _strings(member.node)
            ]
            for model in called.get(node.name, ()):
                yield model.label, tuple(fields) or _inherited(cut, module, node)
            for each in node.decorator_list:
                if isinstance(each, ast.Call) and ast.unparse(each.func).endswith("register"):
                    for argument in each.args:
                        named = model_named(cut, module, argument)
                        if named is not None:
                            yield named.label, tuple(fields) or _inherited(cut, module, node)


def _registered_by_call(cut: Cut, module: Module) -> Iterator[tuple[str, list[Model]]]:
    """Read `admin.site.register(Model, ModelAdmin)`, by the name of the admin class."""
    found: dict[str, list[Model]] = {}
    for call in module.index.calls:
        match call:
            case ast.Call(func=ast.Attribute(attr="register"), args=[what, ast.Name(id=name), *_]):
                listed = what.elts if isinstance(what, ast.List | ast.Tuple) else [what]
                models = (model_named(cut, module, each) for each in listed)
                found.setdefault(name, []).extend(each for each in models if each is not None)
            case _:
                continue
    yield from found.items()


def _inherited(cut: Cut, module: Module, node: ast.ClassDef) -> tuple[str, ...]:
    """What Django's own user admin searches, where a class is built on it."""
    for base in node.bases:
        dotted = cut.project.names.resolve(module, base, at=node) or ""
        if dotted == "django.contrib.auth.admin.UserAdmin":
            return ("username", "first_name", "last_name", "email")
    return ()


def _strings(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value
