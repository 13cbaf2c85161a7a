"""Where an attribute or a lookup leads from a model: along relations, forward and reverse.

https://docs.djangoproject.com/en/5.2/topics/db/queries/#related-objects
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from decompose_core.monolith import Field, Model, RelationKind

LOOKUP_SEPARATOR = "__"
TO_MANY = frozenset({RelationKind.M2M, RelationKind.GENERIC_RELATION})
CONCRETE_KINDS = frozenset({RelationKind.FK, RelationKind.O2O, RelationKind.M2M})
_NONE: Mapping[str, Hop] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Hop:
    """One step along a relation: where it starts and leads, and the field that makes it."""

    start: str
    model: str
    owner: str
    field: str
    many: bool
    reverse: bool
    kind: RelationKind


@dataclass(frozen=True, slots=True)
class Way:
    """A path resolved as far as relations go; `rest` is a column, a transform, a lookup."""

    hops: tuple[Hop, ...]
    rest: tuple[str, ...]


class ModelMap:
    """The concrete models of a project by label, joined by their relations in both directions."""

    def __init__(self, models: Iterable[Model]) -> None:
        self.models: Mapping[str, Model] = {each.label: each for each in models}
        self._by_lower = {label.lower(): label for label in self.models}
        self._forward = {label: _forward(each) for label, each in self.models.items()}
        self._accessors: dict[str, dict[str, Hop]] = {}
        self._queries: dict[str, dict[str, Hop]] = {}
        self._lineages: dict[str, tuple[str, ...]] = {}
        for model in self.models.values():
            if not model.abstract and not model.proxy:
                self._add_reverse(model)

    def label(self, name: str) -> str | None:
        """Return the label as the project spells it; Django ignores the case."""
        return self._by_lower.get(name.lower())

    def attribute(self, label: str, name: str) -> Hop | None:
        """Follow an attribute of an instance."""
        return self._step(label, name, self._accessors)

    def lookup(self, label: str, name: str) -> Hop | None:
        """Follow one part of a lookup path."""
        return self._step(label, name, self._queries)

    def walk(self, label: str, path: str) -> Way:
        """Follow a lookup path (`order__user__email__iexact`) as far as relations go."""
        parts = path.lstrip("-").split(LOOKUP_SEPARATOR)
        hops: list[Hop] = []
        for number, part in enumerate(parts):
            hop = self.lookup(label, part)
            if hop is None:
                return Way(tuple(hops), tuple(parts[number:]))
            hops.append(hop)
            label = hop.model
        return Way(tuple(hops), ())

    @cached_property
    def crossing_names(self) -> frozenset[str]:
        """The attribute names by which some model leads to another app's."""
        return frozenset(
            name
            for table in (*self._forward.values(), *self._accessors.values())
            for name, hop in table.items()
            if hop.start.partition(".")[0] != hop.model.partition(".")[0]
        )

    @cached_property
    def attribute_names(self) -> frozenset[str]:
        """The attribute names by which some model leads to another."""
        tables = (*self._forward.values(), *self._accessors.values())
        return frozenset(name for table in tables for name in table)

    def targets_of(self, name: str) -> frozenset[str]:
        """Return the models that forward relations of that name lead to."""
        return frozenset(table[name].model for table in self._forward.values() if name in table)

    def _step(self, label: str, name: str, reverse: Mapping[str, Mapping[str, Hop]]) -> Hop | None:
        for each in self.lineage(label):
            hop = self._forward.get(each, _NONE).get(name) or reverse.get(each, _NONE).get(name)
            if hop is not None:
                return hop
        return None

    def lineage(self, label: str) -> tuple[str, ...]:
        """Return the model and those whose rows it shares: a proxy's model, MTI parents."""
        known = self._lineages.get(label)
        if known is None:
            found = [label]
            for each in found:
                found += [parent for parent in self._parents(each) if parent not in found]
            known = self._lineages[label] = tuple(found)
        return known

    def _parents(self, label: str) -> list[str]:
        model = self.models.get(label)
        if model is None:
            return []
        if model.proxy:
            return [
                other.label
                for other in self.models.values()
                if other.db_table == model.db_table and not other.proxy and not other.abstract
            ]
        links = [each for each in model.fields if _is_parent_link(each)]
        return [each.relation.to for each in links if each.relation and each.relation.to]

    def _add_reverse(self, model: Model) -> None:
        for field in model.fields:
            relation = field.relation
            if relation is None or relation.to is None or relation.kind not in CONCRETE_KINDS:
                continue
            accessor, query = _reverse_names(model, field)
            hop = Hop(
                start=relation.to,
                model=model.label,
                owner=model.label,
                field=field.name,
                many=relation.kind is not RelationKind.O2O,
                reverse=True,
                kind=relation.kind,
            )
            if accessor:
                self._accessors.setdefault(relation.to, {}).setdefault(accessor, hop)
            if query:
                self._queries.setdefault(relation.to, {}).setdefault(query, hop)


def _forward(model: Model) -> dict[str, Hop]:
    return {
        each.name: Hop(
            start=model.label,
            model=each.relation.to,
            owner=model.label,
            field=each.name,
            many=each.relation.kind in TO_MANY,
            reverse=False,
            kind=each.relation.kind,
        )
        for each in model.fields
        if each.relation and each.relation.to
    }


def _is_parent_link(field: Field) -> bool:
    return (
        field.relation is not None
        and field.relation.kind is RelationKind.O2O
        and field.name.endswith("_ptr")
    )


def _reverse_names(model: Model, field: Field) -> tuple[str, str]:
    """Return the accessor and the query name of the reverse relation, empty where it is hidden."""
    relation = field.relation
    assert relation is not None
    name = model.label.partition(".")[2].lower()
    if relation.related_name:
        if relation.related_name.endswith("+"):
            return "", ""
        given = relation.related_name % {
            "class": name,
            "model_name": name,
            "app_label": model.app.lower(),
        }
        return given, given
    accessor = name if relation.kind is RelationKind.O2O else f"{name}_set"
    return accessor, name
