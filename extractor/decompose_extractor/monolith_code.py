"""The monolith's own files that change: keys that their owner looks after, functions and receivers
that run where their data is owned, and a migration for each app whose keys are loosened."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from decompose_extractor.blueprint import Blueprint
from decompose_extractor.emit import all_transforms
from decompose_extractor.link_files import first_migration, keys_migration
from decompose_extractor.rewriting import Decisions, OwnerRuns, rewrite
from decompose_source.modules import Module

_NUMBER = re.compile(r"(\d+)_")


def changed_modules(blueprint: Blueprint) -> Iterator[tuple[Module, str]]:
    """Yield each module of the monolith that changes, with its new text."""
    keys, runs = _keys(blueprint), _runs(blueprint)
    for name in sorted({*keys, *runs}):
        module = blueprint.cut.module(name)
        if module is None:
            continue
        decisions = Decisions(owned_keys=keys.get(name, {}), owner_runs=runs.get(name, {}))
        text = rewrite(module.source, module.path, decisions, all_transforms())
        if text != module.source:
            yield module, text


def key_migrations(blueprint: Blueprint) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of the migrations that loosen the keys, one an app."""
    module_name = blueprint.name.replace("-", "_")
    for label, keys in sorted(_keys_by_app(blueprint).items()):
        folder, last = migration_folder(blueprint, label), last_migration(blueprint, label)
        if last is not None:
            number = _NUMBER.match(last)
            name = f"{int(number[1]) + 1 if number else 2:04d}_loose_keys_of_{module_name}"
            yield f"{folder}/{name}.py", keys_migration(blueprint.name, keys, [(label, last)])


def after_keys(blueprint: Blueprint, labels: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The migrations after which the tables of these apps are as the triggers need them."""
    made = {path.rpartition("/")[0]: path for path, _ in key_migrations(blueprint)}
    for label in labels:
        folder = migration_folder(blueprint, label)
        if folder in made:
            yield label, made[folder].rpartition("/")[2].removesuffix(".py")
        else:
            last = last_migration(blueprint, label)
            yield (label, last) if last is not None else first_migration(label)


def migration_folder(blueprint: Blueprint, label: str) -> str:
    """Where the migrations of an app lie, from the monolith's folder."""
    for app in blueprint.cut.project.apps:
        if app.label == label:
            return f"{app.path}/migrations"
    return ""


def last_migration(blueprint: Blueprint, label: str) -> str | None:
    """The migration of an app that none of its others comes after; None without a history."""
    app = next((each for each in blueprint.cut.project.apps if each.label == label), None)
    if app is None:
        return None
    prefix = f"{app.name}.migrations."
    modules = {
        name.removeprefix(prefix): each
        for name, each in blueprint.cut.project.modules.items()
        if name.startswith(prefix) and "." not in name.removeprefix(prefix)
    }
    before = {
        name for each in modules.values() for found, name in _dependencies(each) if found == label
    }
    migrations = {name for name, each in modules.items() if _is_migration(each)}
    return max(migrations - before, default=None)


def _keys(blueprint: Blueprint) -> Mapping[str, dict[str, str]]:
    """By module: the keys that its classes declare, with the rule of those that say none."""
    found: dict[str, dict[str, str]] = {}
    for each in blueprint.across.keys:
        module, _, name = each.dotted.rpartition(".")
        if each.own:
            rule = "" if each.join else each.rule
            found.setdefault(module, {})[f"{name}.{each.name}"] = rule
    return found


def _keys_by_app(blueprint: Blueprint) -> Mapping[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for each in blueprint.across.keys:
        if each.own:
            label, _, name = each.model.partition(".")
            found.setdefault(label, set()).add((name.lower(), each.name))
    return found


def _runs(blueprint: Blueprint) -> Mapping[str, dict[str, OwnerRuns]]:
    found: dict[str, dict[str, OwnerRuns]] = {}
    named = [(each, "at_owner") for each in blueprint.across.offered]
    named += [(each, "receives_at_owner") for each in blueprint.across.received]
    for dotted, decorator in named:
        module, _, name = dotted.rpartition(".")
        found.setdefault(module, {})[name] = OwnerRuns(decorator, blueprint.name)
    return found


def _is_migration(module: Module) -> bool:
    return module.tree is not None and any(
        isinstance(each, ast.ClassDef) and each.name == "Migration" for each in module.tree.body
    )


def _dependencies(module: Module) -> Iterator[tuple[str, str]]:
    """The (app, name) pairs that a migration's class body lists, dependencies and replacements."""
    for outer in module.tree.body if module.tree is not None else ():
        if not isinstance(outer, ast.ClassDef) or outer.name != "Migration":
            continue
        for node in ast.walk(outer):
            match node:
                case ast.Tuple(
                    elts=[ast.Constant(value=str(label)), ast.Constant(value=str(name))]
                ):
                    yield label, name
