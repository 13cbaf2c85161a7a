"""A model's `_meta`: its options, fields, and the relations that lead here from other models."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.questions import to_string
from decompose_source.evaluation.special import Special
from decompose_source.evaluation.values import (
    Class,
    External,
    Instance,
    Native,
    Raised,
    Unknown,
    Value,
    Wrapper,
    mro_of,
    name_of,
)
from decompose_source.startup.fields import KnownField, known_field, plain_flags, target_name
from decompose_source.startup.registry import Registry, registry_of

MODEL = "django.db.models.base.Model"
_OPTIONS = "django.db.models.options.Options"
_ACCESSOR = "django.db.models.fields.related_descriptors.ReverseManyToOneDescriptor"
_RELS = {
    "FK": "django.db.models.fields.reverse_related.ManyToOneRel",
    "O2O": "django.db.models.fields.reverse_related.OneToOneRel",
    "M2M": "django.db.models.fields.reverse_related.ManyToManyRel",
}


@dataclass(eq=False)
class Options(Special):
    """A model's `_meta`."""

    cls: Class
    meta: Class | None
    abstract: bool
    app_label: str | None
    fields: dict[str, KnownField] = field(default_factory=dict[str, KnownField])
    parents: dict[str, Class] = field(default_factory=dict[str, Class])  # by link field
    auto_key: str | None = None
    longest: int | None = None  # of a name in the database

    @property
    def proxy(self) -> bool:
        """Whether the model has no table of its own."""
        return self.option("proxy") is True

    @property
    def model_name(self) -> str:
        """The class's name in lower case."""
        return self.cls.name.lower()

    @property
    def label(self) -> str:
        """`app.Model`."""
        return f"{self.app_label}.{self.cls.name}"

    @property
    def concrete(self) -> Class:
        """The class whose table holds the rows."""
        if self.proxy:
            for base in self.cls.mro[1:]:
                options = options_of(base)
                if options is not None and not options.abstract:
                    return options.concrete
        return self.cls

    @property
    def db_table(self) -> str:
        """The table's name."""
        if self.concrete is not self.cls:
            options = options_of(self.concrete)
            assert options is not None
            return options.db_table
        given = self.option("db_table")
        text = given if isinstance(given, str) else ""
        return text.strip('"') or _shortened(f"{self.app_label}_{self.model_name}", self.longest)

    def option(self, name: str) -> Value:
        """An option of the inner class Meta, its bases included."""
        found = self.meta.find(name) if self.meta is not None else None
        return found[1] if found is not None else None

    def attribute(self, evaluator: Evaluator, name: str) -> Value:
        simple = _SIMPLE.get(name)
        if simple is not None:
            return simple(self)
        if name in ("get_field", "get_fields", "get_parent_list", "add_field"):
            return Native(f"Options.{name}", getattr(self, f"_{name}"))
        if name == "app_config":
            entry = registry_of(evaluator).apps.get(self.app_label or "")
            return entry.config if entry is not None else None
        if name in ("verbose_name", "verbose_name_plural"):
            return self._verbose_name(evaluator, name)
        patched = evaluator.native(f"{_OPTIONS}.{name}")
        if isinstance(patched, Wrapper):
            return evaluator.call(patched.function, [self], {})
        given = self.option(name)
        return Unknown(f"_meta.{name} of {self.label}") if given is None else given

    def _verbose_name(self, evaluator: Evaluator, name: str) -> str:
        words = re.sub(r"(((?<=[a-z])[A-Z])|([A-Z](?![A-Z]|$)))", r" \1", self.cls.name)
        text = to_string(evaluator, self.option("verbose_name")) or words.lower().strip()
        if name == "verbose_name":
            return text
        return to_string(evaluator, self.option(name)) or f"{text}s"

    @property
    def columns(self) -> list[Value]:
        """The fields that have a column in the model's own table."""
        return [each.instance for each in self.fields.values() if each.has_column]

    @property
    def all_columns(self) -> list[Value]:
        """The fields with a column, here or in the table of a parent."""
        return [each.instance for each in self.all_fields().values() if each.has_column]

    @property
    def behind(self) -> Class | None:
        """The model that a proxy stands for directly."""
        parents = [each for each in self.cls.bases if self.proxy and _is_concrete(each)]
        return parents[0] if parents and isinstance(parents[0], Class) else None

    @property
    def auto_field(self) -> Value:
        """The field that the database numbers; None where the key is another."""
        key = self.pk
        return key if isinstance(key, Instance) and "AutoField" in _names_of(key) else None

    @property
    def pk(self) -> Value:
        """The field that is the key."""
        keys = [each.instance for each in self.all_fields().values() if each.is_primary_key]
        return keys[-1] if keys else self._key()

    def all_fields(self) -> dict[str, KnownField]:
        """Own fields and those of the parents, by name."""
        parents = [options_of(each) for each in reversed(self.cls.mro)]
        known = [each.fields for each in parents if each is not None]
        return {name: each for fields in known for name, each in fields.items()}

    def _get_field(self, evaluator: Evaluator, args: list[Value], kwargs: object) -> Value:
        name = str(args[0])
        found = self.all_fields().get(name)
        if found is not None:
            return found.instance
        for options in map(options_of, self.cls.mro):
            if options is not None and options.auto_key == name:
                return options._key()
        for each in reverse_relations(registry_of(evaluator), self.cls):
            if each.names["name"] == name:
                return each
        raise Raised(Instance(External("django.core.exceptions.FieldDoesNotExist"), [name]))

    def _get_fields(self, evaluator: Evaluator, args: list[Value], kwargs: object) -> Value:
        """Forward fields and, as soon as all models are there, those that others point here by."""
        own = [each.instance for each in self.all_fields().values()]
        return [*own, *reverse_relations(registry_of(evaluator), self.cls)]

    def _key(self) -> Instance:
        """The field of an implicit key."""
        made = Instance(External("django.db.models.fields.AutoField"))
        made.names.update({"name": self.auto_key, "attname": self.auto_key, "model": self.cls})
        made.names.update({"column": self.auto_key, "primary_key": True, **plain_flags(None)})
        made.names["verbose_name"] = "ID"
        return made

    def _get_parent_list(self, evaluator: Evaluator, args: list[Value], kwargs: object) -> Value:
        return list(self.parents.values())

    def _add_field(self, evaluator: Evaluator, args: list[Value], kwargs: object) -> Value:
        if isinstance(args[0], Instance):
            name = args[0].names.get("name")
            if isinstance(name, str):
                self.fields[name] = known_field(name, args[0])
        return None


def options_of(value: Value) -> Options | None:
    """The `_meta` of a model class; None for anything else."""
    found = value.names.get("_meta") if isinstance(value, Class) else None
    return found if isinstance(found, Options) else None


def _is_concrete(value: Value) -> bool:
    options = options_of(value)
    return options is not None and not options.abstract


def _names_of(field: Instance) -> set[str]:
    """The plain names of a field's class and its bases, numbers of any size being one kind."""
    names = {name_of(each).rpartition(".")[2] for each in mro_of(field.cls)}
    return {each.removeprefix("Big").removeprefix("Small") for each in names}


def _shortened(name: str, longest: int | None) -> str:
    """What Django's `truncate_name` makes of a name that is too long for the database."""
    if longest is None or len(name) <= longest:
        return name
    digest = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:4]
    return f"{name[: longest - 4]}{digest}"


def reverse_relations(registry: Registry, cls: Class) -> list[Instance]:
    """The relations that lead to a model or its parents, as `get_fields()` gives them."""
    if not registry.models_ready:
        return []
    if registry.reverse is None or registry.reverse[0] != len(registry.models):
        registry.reverse = (len(registry.models), _all_reverse(registry))
    found = registry.reverse[1]
    parents = [each for each in cls.mro if isinstance(each, Class)]
    return [rel for each in parents for rel in found.get(id(each), ())]


def resolve_targets(registry: Registry) -> None:
    """Put classes in the place of names on all relations, as Django does when all is loaded."""
    for model in list(registry.models.values()):
        options = options_of(model)
        for known in options.fields.values() if options is not None else ():
            target = (
                target_class(registry, known.option("to"), model)
                if known.kind is not None
                else None
            )
            if target is not None:
                known.instance.names["related_model"] = target
                known.instance.names["path_infos"] = _way_to(target)
                remote = known.instance.names.get("remote_field")
                if isinstance(remote, Instance):
                    remote.names["model"] = target
                _describe(known, model, target)


def _way_to(target: Class) -> list[Value]:
    """What a relation says of the path to its target, as far as that is asked for at start."""
    info = Instance(External("django.db.models.query_utils.PathInfo"))
    info.names["to_opts"] = options_of(target)
    return [info]


def _describe(known: KnownField, model: Class, target: Class) -> None:
    """Put the accessor of the other end on the target's class."""
    rel = _reverse(known, model)
    if rel is None:
        return
    related = known.option("related_name")
    suffix = "" if known.kind == "O2O" else "_set"
    name = related if isinstance(related, str) and related else f"{model.name.lower()}{suffix}"
    accessor = Instance(External(_ACCESSOR))
    accessor.names.update({"rel": rel, "field": known.instance})
    target.names.setdefault(name, accessor)


def _all_reverse(registry: Registry) -> dict[int, list[Instance]]:
    found: dict[int, list[Instance]] = {}
    for model in registry.models.values():
        options = options_of(model)
        for known in options.fields.values() if options is not None else ():
            target = target_class(registry, known.option("to"), model)
            rel = _reverse(known, model)
            if target is not None and rel is not None:
                found.setdefault(id(target), []).append(rel)
    return found


def target_class(registry: Registry, given: Value, model: Class) -> Class | None:
    """The model that a relation of `model` names by its `to`, as soon as it is there."""
    to = target_name(given)
    options = options_of(model)
    if isinstance(to, Class) or to is None or options is None:
        return to if isinstance(to, Class) else None
    if to == "self":
        return model
    app, _, name = to.rpartition(".")
    return registry.model(app or options.app_label or "", name)


def _reverse(known: KnownField, model: Class) -> Instance | None:
    """The other end of a relation; None where it is hidden or there is none."""
    if known.kind is None or known.kind not in _RELS:
        return None
    related = known.option("related_name")
    if isinstance(related, str) and related.endswith("+"):
        return None
    rel = Instance(External(_RELS[str(known.kind)]))
    queried = known.option("related_query_name")
    names = (each for each in (queried, related) if isinstance(each, str) and each)
    name = next(names, model.name.lower())
    flags = plain_flags(None)
    one, many = known.kind == "O2O", known.kind == "M2M"
    flags.update({"is_relation": True, "one_to_one": one, "many_to_many": many})
    flags.update({"one_to_many": not one and not many, "auto_created": True, "concrete": False})
    rel.names.update({**flags, "name": name, "related_name": related, "related_model": model})
    rel.names.update({"field": known.instance, "remote_field": known.instance})
    rel.names["path_infos"] = _way_to(model)
    return rel


_SIMPLE: dict[str, Callable[[Options], Value]] = {
    "app_label": lambda options: options.app_label,
    "model_name": lambda options: options.model_name,
    "object_name": lambda options: options.cls.name,
    "label": lambda options: options.label,
    "label_lower": lambda options: f"{options.app_label}.{options.model_name}",
    "abstract": lambda options: options.abstract,
    "proxy": lambda options: options.proxy,
    "db_table": lambda options: options.db_table,
    "managed": lambda options: options.option("managed") is not False,
    "swapped": lambda options: False,
    "auto_created": lambda options: options.option("auto_created") or False,
    "model": lambda options: options.cls,
    "concrete_model": lambda options: options.concrete,
    "proxy_for_model": lambda options: options.behind,
    "auto_field": lambda options: options.auto_field,
    "parents": lambda options: {
        parent: options.fields[link].instance if link in options.fields else None
        for link, parent in options.parents.items()
    },
    "related_objects": lambda options: [],
    "fields": lambda options: options.all_columns,
    "local_fields": lambda options: options.columns,
    "concrete_fields": lambda options: options.all_columns,
    "pk": lambda options: options.pk,
    "many_to_many": lambda options: [
        each.instance for each in options.fields.values() if each.kind == "M2M"
    ],
    "private_fields": lambda options: [
        each.instance for each in options.fields.values() if each.kind in ("GFK", "GenericRelation")
    ],
    "_forward_fields_map": lambda options: {
        name: each.instance for name, each in options.all_fields().items()
    },
    "default_permissions": lambda options: (
        options.option("default_permissions") or ("add", "change", "delete", "view")
    ),
}
