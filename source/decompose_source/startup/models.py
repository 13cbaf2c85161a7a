"""What `ModelBase` does when a model class is made: `_meta`, fields, parents, the registry."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from decompose_source.evaluation.attributes import MISSING, find_attribute
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
    name_of,
    raised,
)
from decompose_source.startup.fields import (
    KnownField,
    is_field,
    known_field,
    target_name,
)
from decompose_source.startup.registry import registry_of

MODEL = "django.db.models.base.Model"
MODEL_FIELDS = "fields of a model class"


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
        return text.strip('"') or f"{self.app_label}_{self.model_name}"

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
        raise Raised(Instance(External("django.core.exceptions.FieldDoesNotExist"), [name]))

    def _get_fields(self, evaluator: Evaluator, args: list[Value], kwargs: object) -> Value:
        return [each.instance for each in self.fields.values()]

    def _get_parent_list(self, evaluator: Evaluator, args: list[Value], kwargs: object) -> Value:
        return list(self.parents.values())

    def _add_field(self, evaluator: Evaluator, args: list[Value], kwargs: object) -> Value:
        if isinstance(args[0], Instance):
            name = args[0].names.get("name")
            self.fields[str(name)] = known_field(str(name), args[0])
        return None


def options_of(value: Value) -> Options | None:
    """The `_meta` of a model class; None for anything else."""
    found = value.names.get("_meta") if isinstance(value, Class) else None
    return found if isinstance(found, Options) else None


def prepare_model(evaluator: Evaluator, cls: Class) -> None:
    """Do what the metaclass of models does, if the class is a model."""
    if cls.dotted == MODEL or not _is_model(evaluator, cls):
        return
    meta = cls.names.pop("Meta", None)
    own_meta = meta if isinstance(meta, Class) else None
    if own_meta is None:
        inherited = cls.find("Meta")
        own_meta_or_inherited = inherited[1] if inherited is not None else None
        abstract = False
        meta_class = own_meta_or_inherited if isinstance(own_meta_or_inherited, Class) else None
    else:
        found = own_meta.find("abstract")
        abstract = found is not None and found[1] is True
        meta_class = own_meta
    options = Options(cls, meta_class, abstract, _app_label(evaluator, cls, meta_class))
    cls.names["_meta"] = options
    _contribute_own(evaluator, cls)
    _inherit(evaluator, cls, options)
    if abstract:
        if own_meta is not None:
            own_meta.names["abstract"] = False
            cls.names["Meta"] = own_meta
        registry_of(evaluator).abstract.append(cls)
        return
    _register(evaluator, cls, options)


def contribute(evaluator: Evaluator, cls: Class, name: str, value: Value) -> None:
    """Add something to a model as `add_to_class` does."""
    if isinstance(value, Instance):
        method = find_attribute(evaluator, value, "contribute_to_class")
        if method is not MISSING and not isinstance(method, Unknown):
            try:
                evaluator.call(method, [cls, name], {})
            except Raised as error:
                evaluator.fail(value.location, error.message)
                if is_field(value):
                    add_field(evaluator, cls, name, value)
            return
        if is_field(value):
            add_field(evaluator, cls, name, value)
            return
    cls.names[name] = value


def add_field(evaluator: Evaluator, cls: Class, name: str, instance: Instance) -> None:
    """Put a field on a model: what `Field.contribute_to_class` comes down to."""
    options = options_of(cls)
    if options is None:
        return
    instance.names.pop("through", None)
    known = known_field(name, instance)
    options.fields[name] = known
    cls.names[name] = instance
    instance.names.update({"name": name, "model": cls, "attname": known.column(evaluator) or name})
    instance.names.setdefault("column", known.column(evaluator))
    instance.names.setdefault("null", known.option("null") is True)
    instance.names.setdefault("primary_key", known.is_primary_key)
    to = known.option("to")
    if known.kind is not None:
        instance.names.setdefault("related_model", to)
        remote = Instance(External("django.db.models.fields.reverse_related.ForeignObjectRel"))
        remote.names.update({"model": to, "related_name": known.option("related_name")})
        remote.names["through"] = instance.names["through"] = _through(known, cls, options)
        instance.names.setdefault("remote_field", remote)


def _through(known: KnownField, cls: Class, options: Options) -> Value:
    """The model of the join table: the given one, or one that Django makes."""
    given = known.option("through")
    if known.kind != "M2M" or given is not None:
        return given
    made = Class(f"{cls.name}_{known.name}", f"{cls.name}_{known.name}", cls.module, (), {})
    made.mro = (made,)
    made.names["_meta"] = Options(made, None, False, options.app_label)
    return made


def _is_model(evaluator: Evaluator, cls: Class) -> bool:
    if cls.has_base(MODEL):
        return True
    if not any(isinstance(each, External) for each in cls.mro):
        return False
    external = [each for each in cls.mro if isinstance(each, External)]
    about_models = any(
        {"models", "abstract_models"} & set(each.dotted.split(".")[:-1]) for each in external
    )
    if any(_is_no_model(name_of(each)) for each in cls.mro):
        return False
    named_model = any(each.dotted.endswith("Model") for each in external)
    if not (about_models or named_model or _has_model_field(cls)):
        return False
    evaluator.note(
        f"{cls.name} has a base that isn't at hand ({external[0].dotted}): fields may be missing",
        cls.location,
        "give the environment that has this package",
    )
    return True


def _is_no_model(dotted: str) -> bool:
    """Whether a name from some `models` module is no model; Django's own are all known."""
    if dotted.startswith("django."):
        return True
    last = dotted.rpartition(".")[2]
    return last == "Meta" or last.endswith(
        ("Manager", "QuerySet", "Choices", "Field", "Mixin", "Index", "Constraint", "Lookup",
         "Transform", "Func", "Expression", "Aggregate", "Error", "Exception", "Form", "FormSet",
         "Serializer", "View", "ViewSet", "FilterSet", "Table", "Filter", "Metaclass", "Descriptor")
    )  # fmt: skip


def _has_model_field(cls: Class) -> bool:
    """Whether the body holds a relation to a model: forms and serializers have other classes."""
    return any(
        isinstance(each, Instance) and is_field(each) and known_field("", each).kind is not None
        for each in cls.names.values()
    )


def _app_label(evaluator: Evaluator, cls: Class, meta: Class | None) -> str | None:
    found = meta.find("app_label") if meta is not None else None
    if found is not None and isinstance(found[1], str):
        return found[1]
    entry = registry_of(evaluator).app_of_module(str(cls.names.get("__module__", cls.module)))
    return entry.label if entry is not None else None


def _contribute_own(evaluator: Evaluator, cls: Class) -> None:
    for name, value in list(cls.names.items()):
        if isinstance(value, Instance):
            contribute(evaluator, cls, name, value)


def _inherit(evaluator: Evaluator, cls: Class, options: Options) -> None:
    """Take fields over from abstract parents, link to concrete ones."""
    hidden: set[str] = {
        name for name in cls.names if name not in options.fields and not name.startswith("__")
    }
    direct = [each for each in cls.bases if isinstance(each, Class)]
    for base in cls.mro[1:]:
        parent = options_of(base)
        if not isinstance(base, Class) or parent is None or base not in direct:
            if isinstance(base, Class) and parent is None and base.dotted != MODEL:
                hidden.update(base.names)
            continue
        if parent.abstract:
            _copy_fields(evaluator, cls, options, parent, hidden)
            options.parents.update(parent.parents)
        elif not options.proxy:
            _link(evaluator, cls, options, base)
            _copy_private(evaluator, cls, options, parent)


def _copy_fields(
    evaluator: Evaluator, cls: Class, options: Options, parent: Options, hidden: set[str]
) -> None:
    for name, known in parent.fields.items():
        if name in options.fields or name in hidden:
            continue
        contribute(evaluator, cls, name, _copied(known.instance))


def _copied(original: Instance) -> Instance:
    """A field as it was before it was contributed to a model."""
    copied = Instance(
        original.cls,
        list(original.args),
        dict(original.kwargs),
        dict(original.names),
        original.location,
        original.native,
    )
    for each in ("model", "remote_field", "related_model", "column", "attname", "through"):
        copied.names.pop(each, None)
    return copied


def _copy_private(evaluator: Evaluator, cls: Class, options: Options, parent: Options) -> None:
    """Generic foreign keys and relations aren't shared through the parent's table."""
    for name, known in parent.fields.items():
        if known.kind in ("GFK", "GenericRelation") and name not in options.fields:
            copied = _copied(known.instance)
            target = known.option("to")
            if isinstance(target, str) and "." not in target:  # it was named beside the parent
                label = parent.label if target == "self" else f"{parent.app_label}.{target}"
                copied.args, copied.kwargs = [], {**copied.kwargs, "to": label}
            contribute(evaluator, cls, name, copied)


def _link(evaluator: Evaluator, cls: Class, options: Options, base: Class) -> None:
    parent = options_of(base)
    assert parent is not None
    concrete = parent.concrete
    for name, known in options.fields.items():
        target = target_name(known.option("to"))
        same = target is concrete or target is base or target == parent.label
        if known.kind == "O2O" and same and known.option("parent_link") is True:
            options.parents[name] = concrete
            known.instance.kwargs.setdefault("primary_key", True)
            return
    if concrete in options.parents.values():
        return
    name = f"{concrete.name.lower()}_ptr"
    link = Instance(
        External("django.db.models.fields.related.OneToOneField"),
        [concrete],
        {
            "on_delete": External("django.db.models.deletion.CASCADE"),
            "parent_link": True,
            "primary_key": True,
            "auto_created": True,
        },
        location=cls.location,
    )
    options.parents[name] = concrete
    fields = dict(options.fields)
    options.fields.clear()
    add_field(evaluator, cls, name, link)
    options.fields.update(fields)


def _register(evaluator: Evaluator, cls: Class, options: Options) -> None:
    registry = registry_of(evaluator)
    if options.app_label is None:
        evaluator.note(
            f"model {cls.name} lies in no installed app", cls.location, "install its app"
        )
        return
    has_key = any(each.is_primary_key for each in options.fields.values())
    if not has_key and not options.parents and not options.proxy:
        options.auto_key = "id"
    if options.option("order_with_respect_to") is not None and not options.proxy:
        wrt = External("django.db.models.fields.proxy.OrderWrt")
        add_field(evaluator, cls, "_order", Instance(wrt, location=cls.location))
    registry.models.setdefault((options.app_label, options.model_name), cls)
    for each in list(registry.connections):
        if each.signal == "django.db.models.signals.class_prepared":
            try:
                evaluator.call(each.receiver, [], {"sender": cls})
            except Raised as error:
                evaluator.fail(each.location, error.message)


def model_required(value: Value) -> Class:
    """Give the model class that a native was called with.

    Raises:
        Raised: it is none.
    """
    if isinstance(value, Class) and options_of(value) is not None:
        return value
    raise raised(TypeError, f"{name_of(value)} is no model")


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
    "proxy_for_model": lambda options: None,
    "parents": lambda options: {},
    "related_objects": lambda options: [],
    "fields": lambda options: options.columns,
    "local_fields": lambda options: options.columns,
    "concrete_fields": lambda options: options.columns,
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
