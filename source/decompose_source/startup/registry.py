"""What start-up leaves behind: apps, model classes, connected receivers, tasks."""

from __future__ import annotations

from dataclasses import dataclass, field

from decompose_core.location import Location
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.special import Special
from decompose_source.evaluation.values import (
    Class,
    External,
    Function,
    Instance,
    Method,
    Native,
    Partial,
    Raised,
    Unknown,
    Value,
    Wrapper,
    name_of,
    raised,
)
from decompose_source.startup.default_settings import DEFAULT_SETTINGS

_LONGEST = {"postgresql": 63, "postgis": 63, "mysql": 64, "oracle": 30}
APP_CONFIG = "django.apps.config.AppConfig"


@dataclass(frozen=True, slots=True, eq=False)
class Connection:
    """A receiver connected to a signal."""

    signal: str
    receiver: Value
    sender: Value
    location: Location | None
    origin: Value = None  # the signal object itself


@dataclass(frozen=True, slots=True, eq=False)
class KnownTask:
    """A Celery task under its registered name."""

    name: str
    function: Value
    location: Location | None


@dataclass(slots=True, eq=False)
class AppEntry:
    """An entry of INSTALLED_APPS with the object that configures it."""

    name: str
    label: str
    config: Instance
    own: bool


@dataclass(eq=False)
class Registry:
    """Filled while the project's start is evaluated."""

    settings: dict[str, Value] = field(default_factory=dict[str, Value])
    settings_known: bool = False
    apps_ready: bool = False
    models_ready: bool = False
    apps: dict[str, AppEntry] = field(default_factory=dict[str, AppEntry])
    models: dict[tuple[str, str], Class] = field(default_factory=dict[tuple[str, str], Class])
    abstract: list[Class] = field(default_factory=list[Class])
    connections: list[Connection] = field(default_factory=list[Connection])
    connected: set[tuple[Value, ...]] = field(default_factory=set[tuple[Value, ...]])
    tasks: list[KnownTask] = field(default_factory=list[KnownTask])
    packages_with_tasks: list[tuple[Value, str]] = field(default_factory=list[tuple[Value, str]])
    admin: list[tuple[Value, Value, Location | None]] = field(
        default_factory=list[tuple[Value, Value, "Location | None"]]
    )

    awaited: list[tuple[Value, Class, Value]] = field(  # join tables without both sides yet
        default_factory=list[tuple[Value, Class, Value]]
    )
    reverse: tuple[int, dict[int, list[Instance]]] | None = None  # by the model's identity

    def app_of_module(self, module: str) -> AppEntry | None:
        """The installed app that a module lies in; the innermost wins."""
        by_name = {each.name: each for each in self.apps.values()}
        while module:
            if module in by_name:
                return by_name[module]
            module = module.rpartition(".")[0]
        return None

    def model(self, label: str, name: str = "") -> Class | None:
        """Find a model by `app.Model` or by both parts."""
        app, _, model = (label, "", name) if name else label.partition(".")
        return self.models.get((app, model.lower()))


def registry_of(evaluator: Evaluator) -> Registry:
    """The registry that belongs to an evaluation."""
    found = evaluator.state["registry"]
    assert isinstance(found, Registry)
    return found


def longest_name(evaluator: Evaluator) -> int | None:
    """How long a table's name may be in the default database; None where there is no bound."""
    databases = Settings().attribute(evaluator, "DATABASES")
    default = databases.get("default") if isinstance(databases, dict) else None
    engine = default.get("ENGINE") if isinstance(default, dict) else None
    last = engine.rpartition(".")[2] if isinstance(engine, str) else ""
    return _LONGEST.get(last.removesuffix("_psycopg2"))


class Settings(Special):
    """`django.conf.settings`."""

    def attribute(self, evaluator: Evaluator, name: str) -> Value:
        registry = registry_of(evaluator)
        if name == "configured":
            return True
        if name in registry.settings:
            return registry.settings[name]
        if name in DEFAULT_SETTINGS:
            value = DEFAULT_SETTINGS[name]
            return list(value) if isinstance(value, list) else value
        if not registry.settings_known:
            return Unknown(f"settings.{name} is not yet known", evaluator.site)
        raise AttributeError(name)

    def assign(self, evaluator: Evaluator, name: str, value: Value) -> None:
        registry_of(evaluator).settings[name] = value


class Rows(Special):
    """What a manager or queryset gives: at start the database is taken to be empty."""

    __slots__ = ("model",)

    def __init__(self, model: Value) -> None:
        self.model = model

    def attribute(self, evaluator: Evaluator, name: str) -> Value:
        if name == "model":
            return self.model
        if name.startswith("__"):
            raise AttributeError(name)
        if name in ("exists", "count"):
            return Native(name, lambda ev, args, kwargs: Unknown("rows of the database"))
        return Native(name, lambda ev, args, kwargs: self)

    def items(self) -> list[Value] | None:
        return []


class Apps(Special):
    """`django.apps.apps`."""

    def attribute(self, evaluator: Evaluator, name: str) -> Value:
        registry = registry_of(evaluator)
        if name == "app_configs":
            return {each.label: each.config for each in registry.apps.values()}
        if name in ("ready", "apps_ready", "models_ready"):
            return registry.apps_ready if name == "apps_ready" else registry.models_ready
        if name == "all_models":
            return _all_models(registry)
        method = getattr(self, f"_{name}", None)
        if method is None:
            raise AttributeError(name)
        return Native(f"django.apps.apps.{name}", method)

    def _get_app_config(self, evaluator: Evaluator, args: list[Value], kwargs: object) -> Value:
        label = args[0]
        if not isinstance(label, str):
            return Unknown("app of an unknown label", evaluator.site)
        entry = registry_of(evaluator).apps.get(label)
        if entry is None:
            raise raised(LookupError, f"No installed app with label {label!r}.")
        return entry.config

    def _get_app_configs(self, evaluator: Evaluator, args: list[Value], kwargs: object) -> Value:
        return [each.config for each in registry_of(evaluator).apps.values()]

    def _is_installed(self, evaluator: Evaluator, args: list[Value], kwargs: object) -> Value:
        return any(each.name == args[0] for each in registry_of(evaluator).apps.values())

    def _get_model(
        self, evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]
    ) -> Value:
        parts = [each for each in (*args, *kwargs.values()) if isinstance(each, str)]
        if not parts:
            return Unknown("model of an unknown name", evaluator.site)
        model = registry_of(evaluator).model(*parts[:2])
        if model is not None:
            return model
        if not registry_of(evaluator).models_ready:
            raise Raised(Instance(External("django.core.exceptions.AppRegistryNotReady")))
        return self._get_registered_model(evaluator, list(parts), kwargs)

    def _get_registered_model(
        self, evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]
    ) -> Value:
        parts = [str(each) for each in args]
        model = registry_of(evaluator).model(*parts[:2])
        if model is not None:
            return model
        app = parts[0].partition(".")[0]
        known = registry_of(evaluator).apps.get(app)
        if known is not None and known.own:
            raise raised(LookupError, f"App {app!r} doesn't have a model {parts[-1]!r}.")
        if known is None:
            raise raised(LookupError, f"No installed app with label {app!r}.")
        return Unknown(f"model {'.'.join(parts)} is not at hand", evaluator.site)

    def _get_models(self, evaluator: Evaluator, args: list[Value], kwargs: object) -> Value:
        return list(registry_of(evaluator).models.values())

    def _get_containing_app_config(
        self, evaluator: Evaluator, args: list[Value], kwargs: object
    ) -> Value:
        entry = registry_of(evaluator).app_of_module(str(args[0]))
        return entry.config if entry is not None else None

    def _lazy_model_operation(
        self, evaluator: Evaluator, args: list[Value], kwargs: object
    ) -> Value:
        return None

    def _check_apps_ready(self, evaluator: Evaluator, args: list[Value], kwargs: object) -> Value:
        return None

    _check_models_ready = _check_apps_ready
    _clear_cache = _check_apps_ready

    def _register_model(self, evaluator: Evaluator, args: list[Value], kwargs: object) -> Value:
        return None


def _all_models(registry: Registry) -> dict[Value, Value]:
    found: dict[Value, Value] = {label: {} for label in registry.apps}
    for (app, name), cls in registry.models.items():
        models = found.setdefault(app, {})
        if isinstance(models, dict):
            models[name] = cls
    return found


def dotted_of(value: Value) -> str:
    """Name a view, receiver or task; wrappers with `functools.wraps` are looked through."""
    for _ in range(50):
        if isinstance(value, Function):
            wrapped = value.names.get("__wrapped__")
            if wrapped is None or isinstance(wrapped, Unknown):
                return value.dotted
            value = wrapped
        elif isinstance(value, Method):
            receiver, function = value.receiver, value.function
            if isinstance(receiver, Instance) and isinstance(function, Function):
                return f"{receiver.cls.dotted}.{function.name}"
            value = function
        elif isinstance(value, Partial | Wrapper):
            value = value.function
        elif isinstance(value, Instance) and not isinstance(value.cls, Class) and value.args:
            value = value.args[0]  # an unknown decorator around the thing itself
        elif isinstance(value, Instance):
            return value.dotted
        elif isinstance(value, Native):
            return value.name
        elif isinstance(value, Special):
            inner = getattr(value, "view", None)
            if inner is None:
                return ""
            value = inner
        else:
            return name_of(value)
    return ""


def location_of(value: Value) -> Location | None:
    """The place where something that was named by `dotted_of` is defined."""
    for _ in range(50):
        if isinstance(value, Function):
            wrapped = value.names.get("__wrapped__")
            if wrapped is None or isinstance(wrapped, Unknown):
                return value.location
            value = wrapped
        elif isinstance(value, Partial | Wrapper | Method):
            value = value.function
        elif isinstance(value, Instance) and not isinstance(value.cls, Class) and value.args:
            value = value.args[0]
        elif isinstance(value, Instance):
            value = value.cls
        elif isinstance(value, Class):
            return value.location
        elif isinstance(value, Special):
            value = getattr(value, "view", None)
        else:
            return None
    return None
