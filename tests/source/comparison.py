"""What a reading missed and what it invented, kind by kind, against the truth."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from decompose_core import codec
from decompose_source.project import Project

Facts = Mapping[str, frozenset[tuple[object, ...]]]
Document = Mapping[str, Any]
KINDS = [
    "apps",
    "models",
    "abstract",
    "tables",
    "places",
    "fields",
    "relations",
    "endpoints",
    "methods",
    "signals",
    "tasks",
]


@dataclass(frozen=True, slots=True)
class Difference:
    """One kind's misses (true, not found) and inventions (found, not true)."""

    kind: str
    missed: tuple[tuple[object, ...], ...]
    invented: tuple[tuple[object, ...], ...]

    def __str__(self) -> str:
        lines = [f"{self.kind}: {len(self.missed)} missed, {len(self.invented)} invented"]
        lines += [f"  - {' | '.join(map(str, each))}" for each in self.missed]
        lines += [f"  + {' | '.join(map(str, each))}" for each in self.invented]
        return "\n".join(lines)


def differences(truth: Document, project: Project) -> list[Difference]:
    """Compare what Django said with what was read; an empty list is 1.0 everywhere."""
    statements = {each["label"] for each in truth["models"] if _has_statement(each)}
    true, read = facts(truth, statements), facts(document_of(project), statements)
    return [
        Difference(
            kind,
            tuple(sorted(true[kind] - read[kind], key=repr)),
            tuple(sorted(read[kind] - true[kind], key=repr)),
        )
        for kind in KINDS
        if true[kind] != read[kind]
    ]


def document_of(project: Project) -> Document:
    """Give a reading in the shape of analysis.json."""
    parts = {
        "apps": project.apps,
        "models": project.models,
        "endpoints": project.endpoints,
        "signals": project.receivers,
        "tasks": project.tasks,
    }
    document = codec.encode(parts)
    assert isinstance(document, dict)
    return document


def _has_statement(model: Document) -> bool:
    return not model["abstract"] and bool(model["location"]["line"])


def facts(document: Document, statements: Container[str] | None = None) -> Facts:
    """Break a document up into single facts; places only of models with a class statement."""
    concrete = [each for each in document["models"] if not each["abstract"]]
    fields = [(model["label"], each) for model in concrete for each in model["fields"]]
    endpoints = [each for each in document["endpoints"] if not each["route"].startswith("admin/")]
    return {
        "apps": _facts(document["apps"], "label", "name", "path"),
        "models": _facts(concrete, "label", "dotted", "app", "proxy", "managed"),
        "abstract": _facts([each for each in document["models"] if each["abstract"]], "dotted"),
        "tables": _facts(concrete, "label", "db_table"),
        "places": frozenset(
            (each["label"], each["location"]["path"].rpartition("/")[2], each["location"]["line"])
            for each in concrete
            if statements is None or each["label"] in statements
        ),
        "fields": frozenset(
            (
                label,
                each["name"],
                each["class"],
                each["column"],
                bool(each["null"] and each["column"]),
            )
            for label, each in fields
        ),
        "relations": frozenset(
            (label, each["name"], *_relation(each["relation"]))
            for label, each in fields
            if each["relation"]
        ),
        "endpoints": _facts(endpoints, "route", "view", "name", "namespace"),
        "methods": frozenset(
            (each["route"], each["view"], *sorted(each["methods"]))
            for each in endpoints
            if each["methods"] and "ViewSet" in each["view"]
        ),
        "signals": _facts(document["signals"], "signal", "sender", "receiver"),
        "tasks": _facts(document["tasks"], "name", "function"),
    }


def _facts(rows: Iterable[Document], *keys: str) -> frozenset[tuple[object, ...]]:
    return frozenset(tuple(row[key] for key in keys) for row in rows)


def _relation(relation: Document) -> tuple[object, ...]:
    related_name = relation.get("related_name")
    if related_name and related_name.endswith("+"):
        # Django numbers the hidden ones, and hides some that say nothing: nobody can use them.
        says_nothing = relation["kind"] in ("M2M", "GenericRelation")
        related_name = None if says_nothing else "+"
    return (
        relation["kind"],
        relation.get("to"),
        relation.get("on_delete"),
        related_name,
        relation.get("through"),
    )
