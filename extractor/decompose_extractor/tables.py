"""The tables of a service's database: which are its own, which are replicas, and with which
columns."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_core.monolith import Field, Model, RelationKind
from decompose_core.plan import PlannedTable
from decompose_extractor.cut import Cut, is_secret
from decompose_extractor.database_objects import collect_objects
from decompose_extractor.members import is_primary_key, members_of
from decompose_extractor.packaged import packaged_tables
from decompose_extractor.pieces import Closure

# What permissions and generic keys are read from; their ids must be the monolith's.
SHARED = (
    ("auth_group", "auth.Group"),
    ("auth_group_permissions", "auth.Group.permissions"),
    ("auth_permission", "auth.Permission"),
    ("django_content_type", "contenttypes.ContentType"),
)


def planned_tables(cut: Cut, closure: Closure, production: Closure) -> tuple[PlannedTable, ...]:
    """List every table that data has to come to, sorted by name; tables that only tests use get
    none."""
    found: dict[str, PlannedTable] = {}
    views = collect_objects(cut, closure.replicas).views  # they have no rows of their own
    for model in cut.project.models:
        if model.abstract or model.proxy or model.db_table.lower() in views:
            continue
        kept = closure.replicas.get(model.label)
        moved = not cut.is_staying(model.label)
        if not moved and (kept is None or model.label not in production.replicas):
            continue
        for table in _tables(cut, model, kept, moved=moved):
            found[table.name] = table
    for name, label, listed in packaged_tables(cut, closure):
        found[name] = PlannedTable(name, label, ("id",), moved=False, columns=listed)
    for name, label in SHARED:
        found[name] = PlannedTable(name, label, ("id",), moved=False)
    return tuple(found[name] for name in sorted(found))


def primary_key(cut: Cut, model: Model) -> Field | None:
    """Find the field that is a model's primary key."""
    declared = _declared_key(cut, model)
    for each in model.fields:
        if each.name == declared:
            return each
    automatic = (each for each in model.fields if each.class_name.endswith("AutoField"))
    parents = (each for each in model.fields if each.name.endswith("_ptr"))
    return next(automatic, None) or next(parents, None) or model.field("id")


def unfilled(cut: Cut, model: Model) -> tuple[str, ...]:
    """The inherited fields of a replica that stay with their owner: secrets, and when a user last
    logged in."""
    own = _own_members(cut, model)
    user = any(
        each.startswith("django.contrib.auth.")
        and each.endswith(("AbstractUser", "AbstractBaseUser"))
        for each in cut.project.names.ancestors(model.dotted)
    )
    return tuple(
        each.name
        for each in model.fields
        if each.name not in own and (is_secret(each.name) or (user and each.name == "last_login"))
    )


def kept_secrets(cut: Cut, model: Model) -> tuple[str, ...]:
    """The secrets of a replica whose columns are here nevertheless, without their content: moved
    code fills the table itself, by the names of its columns."""
    hidden = unfilled(cut, model)
    return tuple(
        each.name
        for each in model.fields
        if (each.name in hidden or is_secret(each.name)) and cut.is_filled_by_name(model, each.name)
    )


def _tables(
    cut: Cut, model: Model, kept: frozenset[str] | None, *, moved: bool
) -> Iterator[PlannedTable]:
    key = primary_key(cut, model)
    columns = (key.column,) if key is not None and key.column else ("id",)
    hidden = {*unfilled(cut, model), *kept_secrets(cut, model)} if kept is not None else set[str]()
    wanted = {
        each.column
        for each in model.fields
        if each.column and (kept is None or each.name in kept) and each.name not in hidden
    }
    yield PlannedTable(
        model.db_table,
        model.label,
        columns,
        moved=moved,
        columns=() if moved else tuple(sorted({*wanted, *columns})),
    )
    for each in model.fields:
        relation = each.relation
        if relation is None or relation.kind is not RelationKind.M2M or relation.through:
            continue
        if kept is None or each.name in kept:
            yield PlannedTable(
                f"{model.db_table}_{each.name}", f"{model.label}.{each.name}", ("id",), moved=moved
            )


def _own_members(cut: Cut, model: Model) -> set[str]:
    found = cut.definition(model.dotted)
    if found is None or not isinstance(found.node, ast.ClassDef):
        return set()
    return {each.name for each in members_of(found.node)}


def _declared_key(cut: Cut, model: Model) -> str | None:
    for name in cut.project.names.ancestors(model.dotted):
        found = cut.definition(name)
        if found is not None and isinstance(found.node, ast.ClassDef):
            for each in members_of(found.node):
                if is_primary_key(each.node):
                    return each.name
    return None
