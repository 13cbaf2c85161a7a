"""Fields of models: what a field object says about its column and its relation."""

from __future__ import annotations

from dataclasses import dataclass

from decompose_core.location import Location
from decompose_core.monolith import RelationKind
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.questions import to_string
from decompose_source.evaluation.values import (
    Class,
    External,
    Function,
    Instance,
    Method,
    Native,
    Unknown,
    Value,
    mro_of,
    name_of,
)
from decompose_source.startup.registry import dotted_of

FIELD = "django.db.models.fields.Field"
# The most special first: a OneToOneField is a ForeignKey.
# What Django does with the rows of a key when their target goes.
_RULES = frozenset(
    {"CASCADE", "DO_NOTHING", "PROTECT", "RESTRICT", "SET", "SET_DEFAULT", "SET_NULL"}
)
_KINDS = {
    "django.contrib.contenttypes.fields.GenericForeignKey": RelationKind.GFK,
    "django.contrib.contenttypes.fields.GenericRelation": RelationKind.GENERIC_RELATION,
    "django.db.models.fields.related.OneToOneField": RelationKind.O2O,
    "django.db.models.fields.related.ForeignKey": RelationKind.FK,
    "django.db.models.fields.related.ManyToManyField": RelationKind.M2M,
}
_NAMES = {
    "OneToOneField": RelationKind.O2O,
    "ManyToManyField": RelationKind.M2M,
    "ForeignKey": RelationKind.FK,
    "ForeignKeyField": RelationKind.FK,
}
_POSITIONAL = ("verbose_name", "name", "primary_key", "max_length", "unique", "blank", "null")
_POSITIONAL_RELATION = {
    RelationKind.FK: ("to", "on_delete", "related_name", "related_query_name"),
    RelationKind.O2O: ("to", "on_delete", "to_field"),
    RelationKind.M2M: ("to", "related_name", "related_query_name", "limit_choices_to"),
    RelationKind.GENERIC_RELATION: ("to", "object_id_field", "content_type_field"),
    RelationKind.GFK: ("ct_field", "fk_field", "for_concrete_model"),
}


@dataclass(frozen=True, slots=True, eq=False)
class KnownField:
    """A field as it was contributed to a model, before its target is looked up."""

    name: str
    instance: Instance
    kind: RelationKind | None
    location: Location | None

    def option(self, name: str, default: Value = None) -> Value:
        """An argument of the field, wherever it was given."""
        if name in self.instance.kwargs:
            return self.instance.kwargs[name]
        order = _POSITIONAL if self.kind is None else _POSITIONAL_RELATION[self.kind]
        if name in order and order.index(name) < len(self.instance.args):
            return self.instance.args[order.index(name)]
        if name in self.instance.names:
            return self.instance.names[name]
        found = self.instance.cls.find(name) if isinstance(self.instance.cls, Class) else None
        return default if found is None or isinstance(found[1], Function | Native) else found[1]

    @property
    def class_name(self) -> str:
        """The full name of the field's class."""
        return self.instance.dotted

    @property
    def has_column(self) -> bool:
        """Whether the model's own table holds a column for it."""
        return self.kind in (
            None,
            RelationKind.FK,
            RelationKind.O2O,
        ) and not self.instance.has_base("decompose.NoColumn")

    @property
    def is_primary_key(self) -> bool:
        """Whether it is the model's key."""
        return self.option("primary_key") is True

    def column(self, evaluator: Evaluator) -> str | None:
        """The column's name."""
        if not self.has_column:
            return None
        given = self.option("db_column")
        if isinstance(given, str) and given:
            return given
        return f"{self.name}_id" if self.kind is not None else self.name

    def text(self, evaluator: Evaluator, name: str) -> str | None:
        """A textual option."""
        value = self.option(name)
        return None if value is None else to_string(evaluator, value)

    def on_delete(self) -> str | None:
        """What happens when the target goes, in the words of the source."""
        if self.kind not in (RelationKind.FK, RelationKind.O2O):
            return None
        return _rule(self.option("on_delete"))


def _rule(value: Value) -> str | None:
    if isinstance(value, Instance) and value.dotted.endswith(".SET"):
        inner = value.args[0] if value.args else None
        known = inner is None or isinstance(inner, (str, int, float))
        text = dotted_of(inner) or (repr(inner) if known else "")
        return f"SET({text})" if text else "SET"
    if isinstance(value, Instance) and value.args:
        within = _rule(value.args[0])  # an object of the project's own that carries a rule out
        if within is not None and within.partition("(")[0] in _RULES:
            return within
    name = dotted_of(value) if not isinstance(value, Unknown) else ""
    return name.removeprefix("django.db.models.deletion.").removeprefix("django.db.models.") or None


def known_field(name: str, instance: Instance) -> KnownField:
    """Make what we know of a field object."""
    kind = next((kind for base, kind in _KINDS.items() if instance.has_base(base)), None)
    return KnownField(name, instance, kind or _kind_by_name(instance), instance.location)


def _kind_by_name(instance: Instance) -> RelationKind | None:
    """The kind that the name of a class out of sight tells, where a target is given, too."""
    unseen = [each.dotted for each in mro_of(instance.cls) if isinstance(each, External)]
    kinds = (kind for last, kind in _NAMES.items() if any(each.endswith(last) for each in unseen))
    found = next(kinds, None)
    return found if instance.args or "to" in instance.kwargs else None


def plain_flags(kind: RelationKind | None) -> dict[str, Value]:
    """What a field says of its relation in attributes of its own."""
    return {
        "is_relation": kind is not None,
        "many_to_one": kind in (RelationKind.FK, RelationKind.GFK),
        "one_to_one": kind is RelationKind.O2O,
        "many_to_many": kind is RelationKind.M2M,
        "one_to_many": kind is RelationKind.GENERIC_RELATION,
        "concrete": kind in (None, RelationKind.FK, RelationKind.O2O),
        "remote_field": None,
        "auto_created": False,
    }


def is_field(value: Value) -> bool:
    """Whether a value is a field object, of a class we know or one that is named like a field."""
    if not isinstance(value, Instance):
        return False
    if value.has_base(FIELD) or any(value.has_base(each) for each in _KINDS):
        return True
    return any(
        isinstance(each, External) and looks_like_field(each.dotted) for each in mro_of(value.cls)
    )


def looks_like_field(dotted: str) -> bool:
    """Whether the name of a class that isn't at hand says that it is a model field."""
    parts = dotted.split(".")
    if not parts[-1].endswith(("Field", "ForeignKey")):
        return False
    return not {"forms", "serializers", "widgets", "graphql", "filters", "wtforms"} & set(parts)


def target_name(value: Value) -> str | Class | None:
    """What a relation's `to` names: a string, a class, or nothing that is known."""
    if isinstance(value, Class | str):
        return value
    if isinstance(value, Instance) and isinstance(value.native, str):
        return value.native
    if isinstance(value, Method | External):
        return name_of(value) or None
    return None
