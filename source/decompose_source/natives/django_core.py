"""What Django's own functions do at start: settings, apps, signals, models, translation."""

from __future__ import annotations

from decompose_source.evaluation.attributes import MISSING, find_attribute, get_attribute
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.questions import iterate, to_string
from decompose_source.evaluation.values import (
    Class,
    External,
    Function,
    Instance,
    Method,
    Namespace,
    Native,
    Unknown,
    Value,
    Wrapper,
    name_of,
    raised,
)
from decompose_source.natives._table import Table
from decompose_source.startup.fields import known_field
from decompose_source.startup.models import add_field, contribute
from decompose_source.startup.options import options_of
from decompose_source.startup.registry import Apps, Connection, Rows, Settings, registry_of

table = Table("django")
KWARGS = dict[str, Value]


@table.function(
    "utils.module_loading.import_string", "urls.get_callable", "urls.utils.get_callable"
)
def import_string(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Import `a.b.C`, or raise as Django does."""
    if isinstance(args[0], Function | Class | Method):  # `get_callable` takes these, too
        return args[0]
    if not isinstance(args[0], str):
        return Unknown("import of an unknown name", evaluator.site)
    module, _, name = args[0].rpartition(".")
    if not module:
        raise raised(ImportError, f"{args[0]} doesn't look like a module path")
    loaded = evaluator.load(module)
    found = find_attribute(evaluator, loaded, name, importing=True)
    if found is MISSING:
        message = f'Module "{module}" does not define a "{name}" attribute/class'
        raise raised(ImportError, message)
    return found


@table.function("utils.module_loading.autodiscover_modules")
def _autodiscover(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    for entry in list(registry_of(evaluator).apps.values()):
        for name in args:
            if isinstance(name, str) and evaluator.exists(f"{entry.name}.{name}"):
                evaluator.loaded(f"{entry.name}.{name}")
    return None


@table.function("contrib.admin.autodiscover")
def _autodiscover_admin(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return _autodiscover(evaluator, ["admin"], {})


@table.function("utils.module_loading.module_has_submodule")
def _has_submodule(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    name = args[0].name if isinstance(args[0], Namespace) else name_of(args[0])
    return evaluator.exists(f"{name}.{args[1]}")


@table.function("contrib.auth.get_user_model")
def _get_user_model(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """The user's model; before its module is loaded, its label does as well."""
    label = Settings().attribute(evaluator, "AUTH_USER_MODEL")
    if not isinstance(label, str):
        return label
    return registry_of(evaluator).model(label) or label


@table.function("apps.get_model", "db.models.get_model", "db.models.loading.get_model")
def _get_model(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return evaluator.call(Apps().attribute(evaluator, "get_model"), args, kwargs)


@table.function("apps.config.AppConfig.__init__")
def _configure(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    config, name = args[0], args[1]
    if isinstance(config, Instance):
        config.names["name"] = name
        config.names["module"] = args[2] if len(args) > 2 else None
        if not isinstance(find_attribute(evaluator, config, "label"), str):
            config.names["label"] = str(name).rpartition(".")[2]
        if not isinstance(find_attribute(evaluator, config, "path"), str):
            config.names["path"] = "/" + str(name).replace(".", "/")
        config.names["apps"] = Apps()
    return None


@table.function("apps.config.AppConfig.ready", "apps.config.AppConfig.import_models")
def _nothing(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return None


@table.function("apps.config.AppConfig.get_models")
def _models_of(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    label = get_attribute(evaluator, args[0], "label")
    models = registry_of(evaluator).models
    return [each for (app, _), each in models.items() if app == label]


@table.function("apps.config.AppConfig.get_model")
def _model_of(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    label = get_attribute(evaluator, args[0], "label")
    get_model = Apps().attribute(evaluator, "get_model")
    name = args[1] if len(args) > 1 else kwargs.get("model_name")
    return evaluator.call(get_model, [label, name], {})


@table.function("dispatch.dispatcher.Signal.connect")
def connect(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Remember that a receiver was connected."""
    signal = args[0]
    receiver = args[1] if len(args) > 1 else kwargs.get("receiver")
    sender = args[2] if len(args) > 2 else kwargs.get("sender")
    if receiver is None:
        return Native("connect", lambda ev, inner, _: connect(ev, [signal, inner[0]], kwargs))
    name = signal.name or signal.dotted if isinstance(signal, Instance) else name_of(signal)
    if isinstance(receiver, Unknown) or isinstance(signal, Unknown):
        evaluator.note("connects what isn't known to a signal", evaluator.site)
        return None
    connection = Connection(name, receiver, sender, evaluator.site, signal)
    registry = registry_of(evaluator)
    key = (signal, kwargs.get("dispatch_uid") or _identity(receiver), id(sender))
    if key not in registry.connected:  # the first of two counts
        registry.connected.add(key)
        registry.connections.append(connection)
    return receiver


def _identity(receiver: Value) -> tuple[int, ...]:
    """What tells receivers apart: a method is a new object whenever it is asked for."""
    if isinstance(receiver, Method):
        return (id(receiver.function), id(receiver.receiver))
    return (id(receiver),)


@table.function("dispatch.dispatcher.receiver", "dispatch.receiver")
def _receiver(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    site = evaluator.site
    given = args[0] if args else kwargs.pop("signal", Unknown("no signal", site))
    signals = given if isinstance(given, list | tuple) else [given]

    def decorate(evaluator: Evaluator, inner: list[Value], _: KWARGS) -> Value:
        evaluator.site = site
        for signal in signals:
            method = find_attribute(evaluator, signal, "connect")
            if method is MISSING or isinstance(method, Unknown):
                evaluator.note("receives a signal that isn't known", site)
                continue
            evaluator.call(method, [inner[0]], dict(kwargs))
        return inner[0]

    return Native("receiver", decorate)


@table.function("dispatch.dispatcher.Signal.disconnect", "dispatch.dispatcher.Signal.__init__")
def _no_effect(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return None


@table.function("dispatch.dispatcher.Signal.send", "dispatch.dispatcher.Signal.send_robust")
def _send(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Signals that are sent while the project starts are how plugins register."""
    signal = args[0]
    sender = args[1] if len(args) > 1 else kwargs.pop("sender", None)
    answers: list[Value] = []
    for each in list(registry_of(evaluator).connections):
        if each.origin is signal and (each.sender is None or each.sender is sender):
            given = {"signal": signal, "sender": sender, **kwargs}
            answers.append((each.receiver, evaluator.call(each.receiver, [], given)))
    return answers


@table.function("conf.LazySettings.__getattr__", "conf.UserSettingsHolder.__getattr__")
def _lazy_setting(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """What a project's own kind of settings leaves to Django's."""
    return Settings().attribute(evaluator, str(args[1]))


@table.function("db.models.fields.Field.contribute_to_class")
@table.function("contrib.contenttypes.fields.GenericForeignKey.contribute_to_class")
def _contribute_to_class(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    field, cls = args[0], args[1]
    name = args[2] if len(args) > 2 else kwargs.get("name")
    if isinstance(field, Instance) and isinstance(cls, Class) and isinstance(name, str):
        add_field(evaluator, cls, name, field)
    return None


@table.function("db.models.manager.BaseManager.contribute_to_class")
def _contribute_manager(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    manager, cls = args[0], args[1]
    if isinstance(manager, Instance):
        manager.names.update({"model": cls, "name": args[2] if len(args) > 2 else "objects"})
    return None


@table.function("db.models.manager.BaseManager.from_queryset", binds_class=True)
def _from_queryset(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """A manager class with the queryset's methods; which ones matters to nobody at start."""
    return args[0]


@table.function("db.models.query.QuerySet.as_manager", binds_class=True)
def _as_manager(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    manager = get_attribute(evaluator, evaluator.load("django.db.models.manager"), "Manager")
    return evaluator.call(manager, [], {})


@table.function("db.models.base.Model.add_to_class", binds_class=True)
@table.function("db.models.base.ModelBase.add_to_class", binds_class=True)
def _add_to_class(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    cls, name, value = args[0], args[1], args[2]
    if isinstance(cls, Class) and isinstance(name, str):
        contribute(evaluator, cls, name, value)
    return None


@table.function("db.models.manager.BaseManager.__getattr__")
@table.function("db.models.query.QuerySet.__getattr__")
def _manager_attribute(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Whatever else a manager can do, it gives rows of its model."""
    model = args[0].names.get("model") if isinstance(args[0], Instance) else None
    return Rows(model).attribute(evaluator, str(args[1]))


@table.function("db.models.query.QuerySet.__init__")
def _queryset_init(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Remember the model that a queryset was made for."""
    if isinstance(args[0], Instance):
        args[0].names["model"] = kwargs.get("model", args[1] if len(args) > 1 else None)
    return None


@table.function("db.models.manager.BaseManager.get_queryset")
def _get_queryset(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return Rows(args[0].names.get("model") if isinstance(args[0], Instance) else None)


def _rows_of(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return Rows(args[0])


@table.function("db.models.fields.Field.__init__")
@table.function("contrib.contenttypes.fields.GenericForeignKey.__init__")
def _field_init(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Keep what a field was made with, and show its options as attributes."""
    field = args[0]
    if not isinstance(field, Instance):
        return None
    field.args, field.kwargs = args[1:], kwargs
    known = known_field("", field)
    for name in ("unique", "blank", "null", "primary_key", "auto_created"):
        field.names[name] = kwargs.get(name, False)
    for name in ("max_length", "db_column", "choices"):
        field.names[name] = kwargs.get(name)
    field.names["validators"] = list(iterate(evaluator, kwargs.get("validators")) or [])
    field.names["editable"] = kwargs.get("editable", True)
    field.names["help_text"] = kwargs.get("help_text", "")
    if known.kind is None and len(args) > 1:
        field.names["verbose_name"] = args[1]
    field.names.setdefault("verbose_name", kwargs.get("verbose_name"))
    return None


@table.function("utils.translation.gettext", "utils.translation.gettext_lazy")
@table.function("utils.translation.ugettext", "utils.translation.ugettext_lazy")
@table.function("utils.translation.gettext_noop", "utils.translation.ugettext_noop")
@table.function("utils.encoding.force_str", "utils.encoding.force_text")
@table.function("utils.encoding.smart_str", "utils.encoding.smart_text", "utils.text.format_lazy")
@table.function("utils.safestring.mark_safe", "utils.functional.keep_lazy_text")
def _same_text(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return args[0]


@table.function("utils.translation.pgettext", "utils.translation.pgettext_lazy")
def _second_text(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return args[1]


@table.function("utils.functional.lazy")
def _lazy(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return args[0]


@table.function("utils.version.get_docs_version", "get_version")
def _version(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return "5.2"


@table.function("forms.models.fields_for_model", "forms.fields_for_model", "forms.model_to_dict")
def _form_fields(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Form fields matter to nobody at start."""
    return {}


@table.function("utils.text.capfirst")
def _capfirst(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    text = to_string(evaluator, args[0])
    return text[:1].upper() + text[1:] if text else args[0]


@table.function("utils.text.slugify", "template.defaultfilters.slugify")
def _slugify(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    text = to_string(evaluator, args[0])
    return "-".join(text.lower().split()) if text else Unknown("slug of an unknown")


@table.function("utils.text.camel_case_to_spaces")
def _camel_case(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    text = str(args[0])
    return "".join(f" {each.lower()}" if each.isupper() else each for each in text).strip()


@table.function("utils.decorators.method_decorator")
def _method_decorator(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return Native("method_decorator", lambda ev, inner, _: inner[0])


@table.function("contrib.admin.decorators.register", "contrib.admin.register")
def _admin_register(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    site = evaluator.site

    def take(evaluator: Evaluator, inner: list[Value], _: KWARGS) -> Value:
        registry_of(evaluator).admin.extend((each, inner[0], site) for each in args)
        return inner[0]

    return Native("admin.register", take)


@table.function("contrib.admin.site.register", "contrib.admin.sites.AdminSite.register")
@table.function("contrib.admin.AdminSite.register")
def _site_register(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    given = [each for each in args if not isinstance(each, Instance)] or [None]
    admin = given[1] if len(given) > 1 else kwargs.get("admin_class")
    models = iterate(evaluator, given[0]) if isinstance(given[0], list | tuple) else [given[0]]
    registry_of(evaluator).admin.extend((each, admin, evaluator.site) for each in models or [])
    return None


def is_model(value: Value) -> bool:
    """Whether a value is a model class."""
    return options_of(value) is not None


def receiver_name(value: Value) -> str:
    """Name a receiver that is a plain function."""
    function = value.function if isinstance(value, Method) else value
    return function.dotted if isinstance(function, Function) else name_of(value)


for _name in ("objects", "_default_manager", "_base_manager"):
    table.add(f"db.models.base.Model.{_name}", Wrapper("classproperty", Native(_name, _rows_of)))
table.add("conf.settings", Settings())
table.add("db.models.constants.LOOKUP_SEP", "__")
table.add("apps.apps", Apps())
table.add("apps.registry.apps", Apps())
table.add("apps.registry.Apps", External("django.apps.registry.Apps"))

natives = table.freeze()
