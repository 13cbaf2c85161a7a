"""Start a project as `django.setup()` does, then load what a server and a worker load."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import decompose_source.natives
import decompose_source.packages
from decompose_core.discovery import discover
from decompose_core.location import Location
from decompose_core.problem import Level, Problem
from decompose_source.entry_points import EntryPoint
from decompose_source.evaluation.attributes import MISSING, find_attribute
from decompose_source.evaluation.evaluator import Evaluator, OutOfSteps, deep_recursion
from decompose_source.evaluation.machine import MACHINERY
from decompose_source.evaluation.questions import iterate
from decompose_source.evaluation.values import (
    Class,
    External,
    Function,
    Instance,
    Method,
    Namespace,
    Native,
    Raised,
    Unknown,
    Value,
)
from decompose_source.installed import NOTHING_INSTALLED, Installed
from decompose_source.modules import Module
from decompose_source.natives._table import Natives, joined
from decompose_source.packages._package import Package
from decompose_source.startup.environment import Environment, guess
from decompose_source.startup.models import prepare_model
from decompose_source.startup.options import resolve_targets
from decompose_source.startup.registry import (
    APP_CONFIG,
    AppEntry,
    Registry,
    Settings,
    registry_of,
)

UNSEEN = "of these installed apps the models, routes and receivers are out of sight:"


@dataclass(eq=False)
class Started:
    """The project after its start."""

    evaluator: Evaluator
    registry: Registry
    urlconf: Namespace | None = None
    problems: list[Problem] = field(default_factory=list[Problem])


def start(
    find_module: Callable[[str], Module | None],
    own_names: frozenset[str],
    paths: frozenset[str],
    settings_module: str,
    installed: Installed = NOTHING_INSTALLED,
    entry_points: tuple[EntryPoint, ...] = (),
) -> Started:
    """Evaluate settings, apps, models, `ready()`, URLconf and tasks, in Django's order."""

    def begin(given: Mapping[str, str]) -> Evaluator:
        environ = Environment({"DJANGO_SETTINGS_MODULE": settings_module, **given})
        natives = joined(discover(decompose_source.natives, "natives", Natives))
        natives["os.environ"] = environ
        evaluator = Evaluator(
            MACHINERY,
            find_module,
            own_names,
            natives,
            _stubs(installed),
            environ=environ,
            installed=installed,
            kept=_kept(),
            on_class=[prepare_model],
        )
        natives["sys.modules"] = evaluator.modules
        evaluator.state.update(
            {"registry": Registry(), "paths": paths, "entry points": entry_points}
        )
        _read_settings(evaluator, registry_of(evaluator), settings_module)
        return evaluator

    with deep_recursion():
        evaluator = begin({})
        guessed = guess(evaluator, own_names)
        if guessed:
            evaluator = begin(guessed)
            for name, value in guessed.items():
                message = f"the environment has no {name}; {value} was taken"
                evaluator.note(message, Location(""), "name a settings module that sets it")
        registry = registry_of(evaluator)
        started = Started(evaluator, registry)
        _populate(evaluator, registry, settings_module)
        _discover_admin(evaluator, registry)
        started.urlconf = _load_urls(evaluator, registry)
        _discover_tasks(evaluator, registry, settings_module)
    started.problems.extend(evaluator.problems)
    return started


def known_stubs() -> Mapping[str, str]:
    """The outlines of all packages that we know, by module."""
    packages = discover(decompose_source.packages, "package", Package)
    return {name: text for each in packages.values() for name, text in each.stubs.items()}


def _kept() -> frozenset[str]:
    """The packages whose outlines stand in for their source even where that is at hand."""
    packages = discover(decompose_source.packages, "package", Package).values()
    return frozenset(
        name.partition(".")[0] for each in packages if each.kept for name in each.stubs
    )


def _stubs(installed: Installed) -> Mapping[str, str]:
    """The outlines, with the version of Django that is installed."""
    stubs = dict(known_stubs())
    version = installed.django_version if installed else None
    if version is not None:
        stubs["django"] = f"VERSION = {(*version, 'final', 0)}"
    return stubs


def _read_settings(evaluator: Evaluator, registry: Registry, dotted: str) -> None:
    module = _guarded(evaluator, partial(evaluator.load, dotted))
    if isinstance(module, Namespace):
        registry.settings.update(
            {name: value for name, value in module.names.items() if str(name).isupper()}
        )
    registry.settings_known = True


def _guarded(evaluator: Evaluator, action: Callable[[], Value]) -> Value:
    """Run a step of the start; what goes wrong in it is kept, the start goes on."""
    try:
        evaluator.steps = 0
        return action()
    except Raised as error:
        evaluator.fail(error.location or evaluator.site, error.message)
    except OutOfSteps:
        evaluator.note("takes too many steps to evaluate", evaluator.site)
    except RecursionError:
        evaluator.note("nests too deep to evaluate", evaluator.site)
    return None


def _populate(evaluator: Evaluator, registry: Registry, settings: str) -> None:
    entries = Settings().attribute(evaluator, "INSTALLED_APPS")
    source = entries.native if isinstance(entries, Instance) else entries
    if isinstance(source, Unknown):
        evaluator.note(f"INSTALLED_APPS isn't known: {source.reason}", source.location)
    for each in source if isinstance(source, list | tuple) else []:
        if isinstance(each, Unknown):
            evaluator.note(f"an entry of INSTALLED_APPS isn't known: {each.reason}", each.location)
        elif isinstance(each, str):
            _guarded(evaluator, partial(_add_app, evaluator, registry, each))
    _note_unseen(evaluator, registry, settings)
    _load_logging(evaluator, registry)
    registry.apps_ready = True
    for entry in list(registry.apps.values()):
        if evaluator.exists(f"{entry.name}.models"):
            _guarded(evaluator, partial(evaluator.load, f"{entry.name}.models"))
            entry.config.names["models_module"] = evaluator.modules.get(f"{entry.name}.models")
    registry.models_ready = True
    resolve_targets(registry)
    for entry in list(registry.apps.values()):
        ready = find_attribute(evaluator, entry.config, "ready")
        if ready is not MISSING and not isinstance(ready, Unknown):
            # It surely succeeds where the project runs: what we can't evaluate of it is left out.
            evaluator.quiet, evaluator.tolerated = not entry.own, "ready"
            _guarded(evaluator, partial(evaluator.call, ready, [], {}))
            evaluator.quiet, evaluator.tolerated = False, ""


def _note_unseen(evaluator: Evaluator, registry: Registry, settings: str) -> None:
    """Say which apps are out of sight: what they bring along is missing from the reading."""
    unseen = [
        each.name
        for each in registry.apps.values()
        if not evaluator.exists(each.name) and not each.name.startswith("django.")
    ]
    source = evaluator.find_module(settings)
    if unseen and source is not None:
        message = f"{UNSEEN} {', '.join(sorted(unseen))}"
        evaluator.note(message, Location(source.path), "name the environment with --python")


def _load_logging(evaluator: Evaluator, registry: Registry) -> None:
    """Load the project's own handlers and filters, as configuring the logging does."""
    pending: list[Value] = [registry.settings.get("LOGGING")]
    while pending:
        each = pending.pop()
        if not isinstance(each, dict):
            continue
        pending.extend(each.values())
        for key in ("class", "()"):
            name = each.get(key)
            module = name.rpartition(".")[0] if isinstance(name, str) else ""
            if module in evaluator.own_names:
                _guarded(evaluator, partial(evaluator.load, module))


def _add_app(evaluator: Evaluator, registry: Registry, entry: str) -> None:
    """Do what `AppConfig.create` does with an entry of INSTALLED_APPS."""
    base = evaluator.load("django.apps.config")
    assert isinstance(base, Namespace)
    cls = base.names["AppConfig"]
    module: Namespace | External | None = None
    try:
        module = evaluator.load(entry)
    except Raised:
        module = None
    name = entry
    if isinstance(module, Namespace):
        cls = _default_config(evaluator, module) or cls
    elif "." in entry:
        parent, _, last = entry.rpartition(".")
        around = evaluator.load(parent)
        found = find_attribute(evaluator, around, last)
        if isinstance(around, Namespace) and around.source is not None and found is MISSING:
            raise Raised(ImportError(f"there is no {last} in {parent}"))
        if isinstance(found, Class):
            cls = found
        elif last[:1].isupper():
            name = parent.removesuffix(".apps").removesuffix(".config").removesuffix(".app")
    if isinstance(cls, Class) and cls.dotted != APP_CONFIG:
        given = cls.find("name")
        if given is not None and isinstance(given[1], str):
            name = given[1]
    at_hand = evaluator.loaded(name)
    assert isinstance(cls, Class)
    config = evaluator.call(cls, [name, at_hand or module], {})
    if not isinstance(config, Instance):
        return
    label = find_attribute(evaluator, config, "label")
    text = label if isinstance(label, str) else name.rpartition(".")[2]
    own = evaluator.find_module(name) is not None or (
        at_hand is not None and name in evaluator.own_names
    )
    before = registry.apps.get(text)
    if before is not None and own and not before.own:
        # Its package is out of sight and has surely another label than the one we took for it.
        registry.apps[before.name] = before
        del registry.apps[text]
    registry.apps.setdefault(text, AppEntry(name, text, config, own))


def _default_config(evaluator: Evaluator, module: Namespace) -> Value:
    """The AppConfig that Django picks for an app that is named by its package."""
    given = module.names.get("default_app_config")
    if isinstance(given, str):
        parent, _, last = given.rpartition(".")
        found = find_attribute(evaluator, evaluator.load(parent), last)
        return found if isinstance(found, Class) else None
    if not evaluator.exists(f"{module.name}.apps"):
        return None
    apps = evaluator.loaded(f"{module.name}.apps")
    configs = [
        each
        for each in (apps.names.values() if apps is not None else [])
        if isinstance(each, Class) and each.dotted != APP_CONFIG and _is_config(each)
    ]
    chosen = [each for each in configs if _default_flag(each) is not False]
    if len(chosen) != 1:
        chosen = [each for each in configs if _default_flag(each) is True]
    return chosen[0] if len(chosen) == 1 else None


def _is_config(cls: Class) -> bool:
    """Whether it is an AppConfig, by its base or by the name of one that is out of sight."""
    return cls.has_base(APP_CONFIG) or any(
        isinstance(each, External) and each.dotted.endswith("Config") for each in cls.mro
    )


def _default_flag(cls: Class) -> Value:
    return cls.names.get("default")


def _discover_admin(evaluator: Evaluator, registry: Registry) -> None:
    if not any(each.name == "django.contrib.admin" for each in registry.apps.values()):
        return
    for entry in list(registry.apps.values()):
        if entry.own and evaluator.exists(f"{entry.name}.admin"):
            _guarded(evaluator, partial(evaluator.load, f"{entry.name}.admin"))


def _load_urls(evaluator: Evaluator, registry: Registry) -> Namespace | None:
    dotted = registry.settings.get("ROOT_URLCONF")
    if not isinstance(dotted, str):
        if registry.settings:
            evaluator.note("ROOT_URLCONF isn't known", None, "set it in the settings")
        return None
    module = _guarded(evaluator, partial(evaluator.load, dotted))
    if isinstance(module, External):
        evaluator.note(f"patterns of the URLconf {dotted} aren't known: it is not at hand", None)
    return module if isinstance(module, Namespace) else None


def _discover_tasks(evaluator: Evaluator, registry: Registry, settings: str) -> None:
    """Load the Celery application if nothing else did, and the modules it would look into."""
    package = settings.partition(".")[0]
    for name in sorted(evaluator.own_names):
        last = name.rpartition(".")[2]
        if last in ("celery", "celery_app", "celeryapp") and name.partition(".")[0] == package:
            _guarded(evaluator, partial(evaluator.load, name))
    apps = [each.name for each in registry.apps.values() if each.own]
    for packages, related in list(registry.packages_with_tasks):
        for name in _listed(evaluator, packages) or apps:
            if evaluator.exists(f"{name}.{related}"):
                _guarded(evaluator, partial(evaluator.load, f"{name}.{related}"))


def _listed(evaluator: Evaluator, packages: Value) -> list[str]:
    """The packages to look for tasks in; Celery asks a function for them when all is set up."""
    if isinstance(packages, Function | Native | Method):
        packages = _guarded(evaluator, partial(evaluator.call, packages, [], {}))
    listed = iterate(evaluator, packages) if packages is not None else None
    return [each for each in listed or [] if isinstance(each, str)]


def place(value: Location | None) -> Location:
    """A location for output."""
    return value or Location("")


def notes(evaluator: Evaluator) -> list[Problem]:
    """Statements that could not be evaluated, as problems."""
    seen: set[tuple[Location | None, str]] = set()
    found: list[Problem] = []
    for location, why in evaluator.failures:
        if location is not None and (location, why) not in seen:
            seen.add((location, why))
            found.append(Problem(Level.NOTE, f"could not be evaluated: {why}", location))
    return found
