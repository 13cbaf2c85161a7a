"""Compare a reading with what Django said at run time, kind by kind.

What is scored: the project's own apps with models, models that stand in its source, their columns
and relations, endpoints outside of the admin whose views are its own, receivers and tasks. Left out
are things that have no name to compare: functions made inside of functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]
Facts = dict[str, set[tuple[str, ...]]]
KINDS = ("apps", "models", "tables", "fields", "relations", "endpoints", "signals", "tasks")
_NO_COLUMN = frozenset({"M2M", "GFK", "GenericRelation"})


@dataclass(frozen=True, slots=True)
class Row:
    """One kind's figures, and what was missed and invented."""

    kind: str
    true: int
    found: int
    hits: int
    missed: tuple[tuple[str, ...], ...]
    invented: tuple[tuple[str, ...], ...]

    @property
    def precision(self) -> float:
        """The share of what was found that is true."""
        return self.hits / self.found if self.found else float(not self.true)

    @property
    def recall(self) -> float:
        """The share of what is true that was found."""
        return self.hits / self.true if self.true else 1.0


def score(truth: Document, analysis: Document) -> list[Row]:
    """Compare every kind."""
    true, found = true_facts(truth), found_facts(truth, analysis)
    return [
        Row(
            kind,
            len(true[kind]),
            len(found[kind]),
            len(true[kind] & found[kind]),
            tuple(sorted(true[kind] - found[kind])),
            tuple(sorted(found[kind] - true[kind])),
        )
        for kind in KINDS
    ]


def true_facts(truth: Document) -> Facts:
    """What Django said."""
    facts: Facts = {kind: set() for kind in KINDS}
    own = {each["label"] for each in truth["apps"] if each["first_party"]}
    for model in truth["models"]:
        if model.get("in_source", True):
            _model_facts(facts, model)
            if model["app_label"] in own:
                facts["apps"].add((model["app_label"],))
            for field in model["fields"]:
                _true_field(facts, model["label"], field)
            for field in model.get("m2m", ()):
                if not field.get("injected"):
                    _relation(facts, model["label"], field["name"], "M2M", _target(field))
            for field in model.get("private", ()):
                _true_generic(facts, model["label"], field)
    for url in truth["urls"]:
        if url.get("view_first_party"):
            _endpoint(facts, url["route"], url["view"])
    for each in (truth.get("signals") or {}).get("first_party_receivers", ()):
        _signal(facts, each)
    tasks = ((truth.get("celery") or {}).get("celery")) or ()
    facts["tasks"] = {(each["name"],) for each in tasks if each.get("first_party")}
    return facts


def found_facts(truth: Document, analysis: Document) -> Facts:
    """What was read, without what the truth says is not the project's own."""
    facts: Facts = {kind: set() for kind in KINDS}
    foreign = {each["label"] for each in truth["third_party_models"]}
    foreign |= {each["label"] for each in truth["models"] if not each.get("in_source", True)}
    for model in analysis["models"]:
        label = model["label"]
        if model["abstract"] or label in foreign:
            continue
        _model_facts(facts, model)
        facts["apps"].add((label.split(".")[0],))
        for field in model["fields"]:
            relation = field["relation"]
            kind = relation["kind"] if relation else ""
            if kind not in _NO_COLUMN:
                facts["fields"].add((label, field["name"], str(field["column"])))
            if relation:
                target = relation["to"] if kind != "GFK" else ""
                _relation(facts, label, field["name"], kind, target)
    foreign_views = {each["view"] for each in truth["urls"] if not each.get("view_first_party")}
    for endpoint in analysis["endpoints"]:
        if endpoint["view"] not in foreign_views:
            _endpoint(facts, endpoint["route"], endpoint["view"])
    for each in analysis["signals"]:
        _signal(facts, each)
    facts["tasks"] = {(each["name"],) for each in analysis["tasks"]}
    return facts


def groups(items: Iterable[tuple[str, ...]]) -> list[tuple[str, int]]:
    """Count facts by the module or model they belong to, the most frequent first."""
    counts: dict[str, int] = {}
    for item in items:
        name = item[-1].rpartition(".")[0] if len(item) == 2 else item[0]
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _model_facts(facts: Facts, model: Document) -> None:
    facts["models"].add((model["label"],))
    facts["tables"].add((model["label"], model["db_table"]))


def _true_field(facts: Facts, label: str, field: Document) -> None:
    hidden = field.get("auto_created") and not field.get("primary_key")
    if field.get("injected") or hidden:
        return
    facts["fields"].add((label, field["name"], str(field.get("column"))))
    relation = field.get("rel")
    if relation:
        _relation(facts, label, field["name"], relation["kind"], relation.get("to"))


def _true_generic(facts: Facts, label: str, field: Document) -> None:
    if "GenericForeignKey" in field.get("class", ""):
        _relation(facts, label, field["name"], "GFK", "")
    else:
        _relation(facts, label, field["name"], "GenericRelation", _target(field))


def _target(field: Document) -> str:
    return str((field.get("rel") or field).get("to") or "")


def _relation(facts: Facts, label: str, name: str, kind: str, target: str | None) -> None:
    facts["relations"].add((label, name, kind, (target or "").lower()))


def _endpoint(facts: Facts, route: str, view: str) -> None:
    # Anchors and leading slashes differ where path() and re_path() are joined.
    plain = re.sub(r"[\^$]|\\Z|\\A", "", route).lstrip("/")
    if not plain.startswith("admin/") and "<locals>" not in view:
        facts["endpoints"].add((plain, view))


def _signal(facts: Facts, each: Document) -> None:
    if "<locals>" not in each["receiver"]:
        name = each["signal"].rpartition(".")[2]
        facts["signals"].add((name, (each.get("sender") or "").lower(), each["receiver"]))
