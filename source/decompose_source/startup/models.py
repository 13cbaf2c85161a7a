"""What `ModelBase` does when a model class is made: `_meta`, fields, parents, the registry."""

from __future__ import annotations

from decompose_source.evaluation.attributes import MISSING, find_attribute
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.values import (
    Class,
    External,
    Instance,
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
    plain_flags,
    target_name,
)
from decompose_source.startup.options import MODEL, Options, options_of, target_class
from decompose_source.startup.registry import longest_name, registry_of

_MANAGER = "django.db.models.manager.BaseManager"


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
    options.longest = longest_name(evaluator)
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
    for flag, value in plain_flags(known.kind).items():
        instance.names.setdefault(flag, value)
    instance.names.setdefault("column", known.column(evaluator))
    instance.names.setdefault("null", known.option("null") is True)
    instance.names.setdefault("primary_key", known.is_primary_key)
    to = known.option("to")
    if known.kind is not None:
        instance.names.setdefault("related_model", to)
        remote = Instance(External("django.db.models.fields.reverse_related.ForeignObjectRel"))
        remote.names.update({"model": to, "related_name": known.option("related_name")})
        remote.names["through"] = instance.names["through"] = _through(known, cls, options)
        instance.names["remote_field"] = remote


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
    """Whether it is a model: surely by its bases, else by the names of those out of sight.

    Where only a name speaks for it, the class must also stand where models stand or hold what
    models hold: other libraries call their classes models, too.
    """
    if cls.has_base(MODEL):
        return True
    external = [each for each in cls.mro if isinstance(each, External)]
    if not external or any(_is_no_model(each.dotted) for each in external):
        return False
    if isinstance(cls.mro[0], Class) and any(_is_no_model(name_of(each)) for each in cls.mro[:1]):
        return False
    named = any(
        {"models", "abstract_models"} & set(each.dotted.split(".")[:-1])
        or each.dotted.endswith("Model")
        for each in external
    )
    stands_right = bool({"models", "abstract_models"} & set(cls.module.split(".")))
    if not ((named and (stands_right or _has_model_parts(cls))) or _has_model_field(cls)):
        return False
    evaluator.note(
        f"{cls.name} has a base that isn't at hand ({external[0].dotted}): fields may be missing",
        cls.location,
        "give the environment that has this package",
    )
    return True


def _has_model_parts(cls: Class) -> bool:
    """Whether the class or a base of the project holds fields or is itself a model."""
    return any(
        isinstance(value, Options) or (isinstance(value, Instance) and is_field(value))
        for each in cls.mro
        if isinstance(each, Class)
        for value in each.names.values()
    )


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
            _copy_managers(cls, base)
            options.parents.update(parent.parents)
        elif not options.proxy:
            _link(evaluator, cls, options, base)
            _copy_private(evaluator, cls, options, parent)
            _copy_managers(cls, base)


def _copy_fields(
    evaluator: Evaluator, cls: Class, options: Options, parent: Options, hidden: set[str]
) -> None:
    for name, known in parent.fields.items():
        if name in options.fields or name in hidden:
            continue
        contribute(evaluator, cls, name, _copied(known.instance))


def _copy_managers(cls: Class, base: Class) -> None:
    """A manager that is inherited gives rows of the model that inherits it."""
    for each in base.mro:
        for name, value in each.names.items() if isinstance(each, Class) else ():
            if isinstance(value, Instance) and value.has_base(_MANAGER) and name not in cls.names:
                copied = Instance(value.cls, value.args, value.kwargs, dict(value.names))
                copied.names["model"] = cls
                cls.names[name] = copied


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
    _announce(evaluator, cls)
    _announce_join_tables(evaluator, cls, options)


def _announce_join_tables(evaluator: Evaluator, cls: Class, options: Options) -> None:
    """Send `class_prepared` for the join tables that Django makes once both sides are there."""
    registry = registry_of(evaluator)
    for each in options.fields.values():
        made = each.instance.names.get("through")
        if each.kind == "M2M" and "through" not in each.instance.kwargs and made is not None:
            registry.awaited.append((each.option("to"), cls, made))
    ready = [each for each in registry.awaited if target_class(registry, *each[:2]) is not None]
    registry.awaited = [each for each in registry.awaited if each not in ready]
    for _, _, made in ready:
        _announce(evaluator, made)


def _announce(evaluator: Evaluator, cls: Value) -> None:
    """Send `class_prepared` for a model, join tables that Django makes included."""
    for each in list(registry_of(evaluator).connections):
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
