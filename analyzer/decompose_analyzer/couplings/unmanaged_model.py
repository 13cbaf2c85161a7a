"""Finds models whose table Django does not make, and whose tables the view behind them reads.

https://docs.djangoproject.com/en/5.2/ref/models/options/#managed
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_analyzer.sql import tables_of
from decompose_core.coupling import CouplingSeverity, Effect, End, Settlement
from decompose_core.location import Location
from decompose_core.monolith import Model
from decompose_core.problem import Level, Problem
from decompose_source.modules import Module

VIEW = re.compile(
    r"create\s+(?:or\s+replace\s+)?(?:materialized\s+)?view\s+\"?(?P<name>\w+)\"?"
    r"\s+as\s+(?P<body>.*)",
    re.IGNORECASE | re.DOTALL,
)


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Read the SQL of each unmanaged model's view."""
    unmanaged = [each for each in scan.project.models if not each.managed and not each.abstract]
    views = _views(scan)
    owners = {
        each.db_table.lower(): each.label for each in scan.project.models if not each.abstract
    }
    for name in sorted(views):
        yield from _view(scan, name, views[name], owners)
    for model in unmanaged:
        member = scan.classes.inner(model.dotted, "Meta", "managed")
        place = member.module.at(member.node) if member else model.location
        view = views.get(model.db_table.lower())
        tables = tables_of(view.body) if view is not None else None
        if tables is None:
            yield Problem(
                Level.NOTE,
                f"the table {model.db_table} of {model.label} is made outside of Django",
                place,
                "read by hand which tables it is made of",
            )
            continue
        yield from _found(model, place, sorted(tables.read), owners)


def _found(
    model: Model, place: Location, tables: list[str], owners: Mapping[str, str]
) -> Iterator[Found]:
    for table in tables:
        label = owners.get(table)
        if label is not None:
            yield Found(
                model_end(model.label),
                model_end(label),
                Effect.READ,
                place,
                f"the view behind {model.label} reads {table} of {label}",
            )


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A view or trigger function that a migration makes: the query, and where it is written."""

    body: str
    module: Module
    node: ast.Constant


def _view(scan: Scan, name: str, view: View, owners: Mapping[str, str]) -> Iterator[Found]:
    """Find the tables that a view reads, where its SQL stands."""
    tables = tables_of(view.body)
    for table in sorted(tables.read) if tables else ():
        if table in owners:
            yield Found(
                End(scan.owner(view.module), f"migrations.{view.module.name.rpartition('.')[2]}"),
                model_end(owners[table]),
                Effect.READ,
                view.module.at(view.node),
                f"the view {name} reads {table} of {owners[table]}",
            )


def _views(scan: Scan) -> Mapping[str, View]:
    """Gather the views that migrations make, by name; the last one counts."""
    views: dict[str, View] = {}
    for module in scan.migrations:
        for node in module.index.strings:
            if isinstance(node.value, str):
                found = VIEW.search(node.value)
                if found:
                    body = found["body"].rstrip().rstrip(";")
                    views[found["name"].lower()] = View(body, module, node)
    return views


detector = Detector(
    find,
    "models on views and tables that Django does not make",
    example="`managed = False` on a view over catalog and orders",
    settled="marked: the view stays on one side",
    rows=(17,),
    severity=CouplingSeverity.SOFT,
    docs="https://docs.djangoproject.com/en/5.2/ref/models/options/#managed",
    settlement=Settlement.MANUAL,
    weight=1.0,
)
