"""Everything that is decided about one service before a file is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from decompose_core.location import Location
from decompose_core.monolith import Endpoint
from decompose_core.problem import Problem
from decompose_extractor.across import Across, across
from decompose_extractor.acting import Acting
from decompose_extractor.app_configs import config_roots, configured
from decompose_extractor.around import Unit, coming, problems_around, units_around, with_units
from decompose_extractor.back_office import ReplicaAdmin, replica_admins
from decompose_extractor.backends import authentication_backends
from decompose_extractor.closure import gather
from decompose_extractor.configuration import Configuration, slice_settings
from decompose_extractor.cut import Cut
from decompose_extractor.database_objects import DatabaseObjects, collect_objects
from decompose_extractor.ends import end_names, service_names
from decompose_extractor.environment import Installed
from decompose_extractor.extensions import (
    Extension,
    extension_roots,
    extensions,
    used_extensions,
)
from decompose_extractor.fixtures import Fixture, Fixtures, collect_fixtures
from decompose_extractor.made_rows import row_roots
from decompose_extractor.mounting import with_unmounted
from decompose_extractor.packaged import label_of, needed_labels, tags_of
from decompose_extractor.pages import Pages, collect_pages
from decompose_extractor.pieces import Closure, How, Reach, Root
from decompose_extractor.ready_calls import ReadyCall, call_roots, ready_calls, used_calls
from decompose_extractor.urls import Slice, slice_urls, staying_names
from decompose_extractor.words import words_of_text

# Django's own, in the order that a service needs them even where the monolith has none.
ALWAYS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
)
# Rounds until the closure is closed under templates and settings; each round only adds.
_ROUNDS = 20
_UNKNOWN = Installed()


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What a service will consist of."""

    name: str
    cut: Cut
    closure: Closure  # with what the tests of the moved apps need
    production: Closure  # without tests
    ends: Mapping[str, frozenset[str]]  # by module: what only the other side's ends need, in tests
    pages: Pages
    configuration: Configuration
    urls: Slice
    elsewhere: tuple[Endpoint, ...]
    fixtures: tuple[Fixture, ...]  # that tests load
    extensions: tuple[Extension, ...]
    ready: tuple[ReadyCall, ...]
    objects: DatabaseObjects
    middleware: tuple[str, ...]
    context_processors: tuple[str, ...]
    authentication_backends: tuple[str, ...]
    installed_apps: tuple[str, ...]
    replica_admins: tuple[ReplicaAdmin, ...]
    across: Across
    problems: tuple[Problem, ...]
    packages: Installed  # of the monolith's interpreter

    @property
    def uses_rest(self) -> bool:
        """Whether the moved code has a REST API."""
        return "rest_framework" in self.installed_apps

    @property
    def uses_pytest(self) -> bool:
        """Whether the tests of the moved apps are pytest's."""
        return any(each.partition(".")[0] == "pytest" for each in self.closure.external)

    @property
    def uses_celery(self) -> bool:
        """Whether the moved code has or sends tasks."""
        return any(each.partition(".")[0] == "celery" for each in self.closure.external)

    @property
    def replica_apps(self) -> tuple[str, ...]:
        """The labels of staying apps that are installed for their replicas and template tags."""
        return _replica_apps(self.cut, self.closure, (*self.extensions, *self.ready))


def needed_modules(blueprint: Blueprint) -> dict[str, Location]:
    """The modules of other distributions that code imports and settings name."""
    listed = (
        *blueprint.installed_apps, *blueprint.middleware, *blueprint.context_processors,
        *blueprint.authentication_backends,
    )  # fmt: skip
    place = Location(_settings_path(blueprint.cut))
    own = {each.partition(".")[0] for each in blueprint.cut.project.modules}
    named = {
        each: place
        for each in listed
        if each.partition(".")[0] not in own and not each.startswith("decompose_")
    }
    cut, kept = blueprint.cut, blueprint.closure.replicas
    drawn = any(
        field.class_name.endswith("ImageField")
        for model in cut.project.models
        for field in model.fields
        if not cut.is_staying(model.label) or field.name in kept.get(model.label, ())
    )
    implied = {"PIL": place} if drawn else {}  # Django asks for it, code imports it nowhere
    return {**named, **implied, **blueprint.closure.external}


def _replica_apps(
    cut: Cut, closure: Closure, used: Iterable[Extension | ReadyCall]
) -> tuple[str, ...]:
    labels = {each.partition(".")[0] for each in closure.replicas} | closure.named_apps
    labels |= {each.app for each in used}
    for name in closure.kept:
        if "templatetags" in name.split("."):
            labels.add(cut.project.app_of(name) or "")
    return tuple(sorted(labels - {""} - cut.moved))


def draw(name: str, cut: Cut, packages: Installed = _UNKNOWN) -> Blueprint:
    """Decide everything: repeat the walk until code, templates and settings ask for nothing new."""
    settings_at = Location(_settings_path(cut))
    backends = authentication_backends(cut, settings_at)
    admins = replica_admins(cut)
    units = units_around(cut, Acting(cut))
    fixed = [Root(each, settings_at) for each in backends.listed if _own(cut, each)]
    asked = _asked(cut, fixed, _searched(admins), units)
    cut = asked.cut
    roots, words = asked.roots | asked.test_roots, asked.words | asked.test_words
    pages, configuration = asked.pages, asked.configuration
    closure, ends = _with_tests(cut, roots, words)
    production = gather(cut, asked.roots, asked.words, reach=Reach.PRODUCTION)
    strings = frozenset(closure.strings) | pages.strings | frozenset(configuration.strings)
    installed = tuple(_installed(cut, closure, asked))
    admin = "django.contrib.admin" in installed
    root = str(cut.project.settings.get("ROOT_URLCONF", ""))
    urls = with_unmounted(cut, slice_urls(cut, root, admin=admin))
    return Blueprint(
        name=name,
        cut=cut,
        closure=closure,
        production=production,
        ends=ends,
        pages=pages,
        configuration=configuration,
        urls=urls,
        elsewhere=staying_names(cut, strings, urls, admin=admin),
        fixtures=asked.fixtures.found,
        extensions=asked.extensions,
        ready=asked.ready,
        objects=asked.objects,
        middleware=_named(asked.units, "middleware"),
        context_processors=_named(asked.units, "context processor"),
        authentication_backends=backends.listed,
        installed_apps=installed,
        replica_admins=admins,
        across=across(cut, production),
        problems=(
            *problems_around(units, asked.units),
            *backends.problems,
            *closure.problems,
            *configuration.problems,
            *urls.problems,
            *asked.fixtures.problems,
        ),
        packages=packages,
    )


def _searched(admins: Iterable[ReplicaAdmin]) -> frozenset[str]:
    return frozenset(
        word for each in admins for field in each.search_fields for word in words_of_text(field)
    )


def _with_tests(
    cut: Cut, roots: frozenset[Root], words: frozenset[str]
) -> tuple[Closure, Mapping[str, frozenset[str]]]:
    """What comes along, tests included, and of it what only the other side's ends need."""
    closure = gather(cut, roots, words, reach=Reach.TESTS)
    service = gather(cut, roots, words)
    ends = end_names(cut, service, closure)
    kept = service_names(cut, service, closure, ends)
    return replace(closure, kept=kept, places=service.places), ends


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for beside moved code, and what it was asked for by."""

    cut: Cut  # with what is decided for the units that come
    units: tuple[Unit, ...]
    roots: frozenset[Root]
    words: frozenset[str]
    test_roots: frozenset[Root]  # by fixtures
    test_words: frozenset[str]
    pages: Pages
    configuration: Configuration
    fixtures: Fixtures
    extensions: tuple[Extension, ...]
    ready: tuple[ReadyCall, ...]
    objects: DatabaseObjects
    reads: frozenset[str] = frozenset()  # of requests and pages

    @property
    def asks(self) -> tuple[object, ...]:
        """What another round would start from."""
        return self.units, self.roots, self.words, self.test_roots, self.test_words


def _asked(
    cut: Cut, fixed: list[Root], searched: frozenset[str], units: tuple[Unit, ...]
) -> _Asked:
    """Repeat the walk until templates, settings and fixtures ask for nothing new."""
    found = extensions(cut), ready_calls(cut)
    none = frozenset[str]()
    before = _Asked(
        cut, coming(units, none), frozenset(fixed), none, frozenset(), none,
        Pages((), (), none, none), Configuration(), Fixtures((), (), none, ()), (),
        (), DatabaseObjects(),
    )  # fmt: skip
    for _ in range(_ROUNDS):
        asked = _next_round(with_units(cut, before.units), fixed, searched, found, before)
        asked = replace(asked, units=coming(units, asked.reads))
        if asked.asks == before.asks:
            return asked
        before = asked
    return before


def _next_round(
    cut: Cut,
    fixed: list[Root],
    searched: frozenset[str],
    found: tuple[tuple[Extension, ...], tuple[ReadyCall, ...]],
    before: _Asked,
) -> _Asked:
    roots, words = before.roots | before.test_roots, before.words | before.test_words
    settings_at = Location(_settings_path(cut))
    around = (Root(each.dotted, settings_at) for each in before.units if _own(cut, each.dotted))
    closure = gather(cut, roots, words, reach=Reach.TESTS)
    pages = collect_pages(cut, closure.strings)
    configuration = slice_settings(cut, closure.settings)
    named = (Root(text, at) for text, at in configuration.strings.items() if _own(cut, text))
    used, calls = used_extensions(found[0], cut, closure), used_calls(found[1], closure)
    here = _replica_apps(cut, closure, (*used, *calls))
    fixtures = collect_fixtures(cut, closure.fixtures)
    objects = collect_objects(cut, closure.replicas)
    return _Asked(
        cut=cut,
        units=before.units,
        reads=closure.requests | pages.requests | pages.words,
        roots=frozenset([*fixed, *around, *pages.roots, *named]).union(
            config_roots(cut, here),
            extension_roots(used),
            call_roots(calls),
            _of_modules(cut, configuration),
            objects.roots,
        ),
        words=pages.words | searched | objects.words,
        test_roots=frozenset(
            [*fixtures.roots, *row_roots(cut, cut.moved | frozenset(here), closure)]
        ),
        test_words=fixtures.words,
        pages=pages,
        configuration=configuration,
        fixtures=fixtures,
        extensions=used,
        ready=calls,
        objects=objects,
    )


def _of_modules(cut: Cut, configuration: Configuration) -> Iterator[Root]:
    """Ask for all of the modules that settings name: code loads them, and looks into them."""
    for text, at in configuration.strings.items():
        module = cut.module(text) if "." in text else None
        if module is None or module.is_package or cut.is_moved(module.name):
            continue
        for name in cut.outline(module).open_names():
            yield Root(f"{text}.{name}", at)


def _named(units: tuple[Unit, ...], what: str) -> tuple[str, ...]:
    return tuple(each.dotted for each in units if each.what == what)


def _own(cut: Cut, dotted: str) -> bool:
    found = cut.definition(dotted) if "." in dotted else None
    return found is not None and bool(found.qualname)


def _settings_path(cut: Cut) -> str:
    module = cut.module(cut.project.settings_module or "")
    return module.path if module is not None else ""


def _installed(cut: Cut, closure: Closure, asked: _Asked) -> Iterator[str]:
    """The monolith's apps in its order: what moved code imports, Django's own base, replicas, moved
    apps."""
    names = {each.name: each for each in cut.project.apps}
    needed = {*closure.external, *asked.configuration.strings}
    labels = needed_labels(cut, closure)
    replicas = _replica_apps(cut, closure, (*asked.extensions, *asked.ready))
    yield from ALWAYS
    for entry in _strings(cut.project.settings.get("INSTALLED_APPS")):
        own = cut.project.app_of(entry)
        if own is not None:
            app = next(each for each in names.values() if each.label == own)
            if own in cut.moved:
                yield entry
            elif own in replicas:
                yield configured(cut, closure, app).entry
        elif entry in ALWAYS:
            continue
        elif (
            label_of(entry) in labels
            or tags_of(entry, asked.pages.libraries)
            or any(each == entry or each.startswith(f"{entry}.") for each in needed)
        ):
            yield entry


def _strings(value: object) -> list[str]:
    if not isinstance(value, list | tuple):
        return []
    return [each for each in cast("Iterable[object]", value) if isinstance(each, str)]


def seam_pieces(closure: Closure) -> tuple[str, ...]:
    """The dotted names of functions and methods that are seams."""
    found: set[str] = set()
    for each in closure.pieces:
        if each.how in (How.SEAM, How.TASK):
            found.add(f"{each.module}.{each.name}")
        found |= {f"{each.module}.{each.name}.{method}" for method in each.stubs}
    return tuple(sorted(found))
