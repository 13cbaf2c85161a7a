"""The files that are written new: the service's own settings, URLs and surroundings, from
templates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from decompose_core.monolith import Endpoint
from decompose_extractor.app_configs import configured
from decompose_extractor.backends import owns_users
from decompose_extractor.blueprint import Blueprint, needed_modules
from decompose_extractor.configuration import Setting
from decompose_extractor.link_files import POSITIONS
from decompose_extractor.mappings import changed_dict
from decompose_extractor.mounting import with_pages
from decompose_extractor.packaged import uses_own_user
from decompose_extractor.pytest_habits import kept_options
from decompose_extractor.rendering import SERVICE, render
from decompose_extractor.requirements import requirements
from decompose_extractor.tables import kept_secrets, planned_tables
from decompose_extractor.urls import Mount, as_expression

_AUTHENTICATION = "rest_framework.authentication."
_REST = {
    "DEFAULT_AUTHENTICATION_CLASSES": '["decompose_service.rest.IdentityAuthentication"]',
    "DEFAULT_SCHEMA_CLASS": '"decompose_service.schema.ServiceSchema"',
}
_REPLACED = tuple(f"{quote}{key}" for key in _REST for quote in "\"'")
_REST_DEFAULT = f"{_AUTHENTICATION}SessionAuthentication"


def service_files(blueprint: Blueprint) -> Iterator[tuple[str, str]]:
    """Write the service's own files."""
    for path in sorted(SERVICE.rglob("*")):
        name = path.relative_to(SERVICE).as_posix()
        if path.suffix == ".jinja" or not path.is_file() or "__pycache__" in path.parts:
            continue
        if name.endswith(("/rest.py", "_service/schema.py")) and not blueprint.uses_rest:
            continue
        if name.endswith("/back_office.py") and not blueprint.replica_admins:
            continue
        if name.endswith("/remote_tasks.py") and not blueprint.uses_celery:
            continue
        if name.endswith("/pytest_plugin.py") and not blueprint.uses_pytest:
            continue
        yield name, path.read_text(encoding="utf-8")
    yield "config/settings.py", _settings(blueprint)
    yield "config/urls.py", _urls(blueprint)
    yield "config/__init__.py", render("config/__init__.py.jinja", celery=blueprint.uses_celery)
    if blueprint.uses_celery:
        yield "config/celery.py", render("config/celery.py.jinja", name=blueprint.name)
    if blueprint.uses_pytest:
        kept = kept_options(blueprint.cut.project.root).items()
        yield "pytest.ini", render("pytest.ini.jinja", settings="config.settings", options=kept)
    lines, _ = requirements(
        blueprint.cut.project.root,
        needed_modules(blueprint),
        blueprint.packages,
        rest=blueprint.uses_rest,
        pytest=blueprint.uses_pytest,
    )
    yield "requirements.txt", "".join(f"{each}\n" for each in lines)
    yield "Dockerfile", render("Dockerfile.jinja")
    yield ".dockerignore", ".env\n.git\n**/__pycache__\ndb.sqlite3\nstaticfiles\n"
    yield ".gitignore", ".env\n__pycache__/\ndb.sqlite3\nmedia/\nstaticfiles/\n"
    yield "compose.yaml", render("compose.yaml.jinja", name=blueprint.name)
    yield (
        ".env.example",
        render(
            "env.example.jinja",
            name=blueprint.name,
            secrets=[each.name for each in secrets(blueprint)],
        ),
    )
    yield "README.md", _readme(blueprint)


def replica_app_files(blueprint: Blueprint) -> Iterator[tuple[str, str]]:
    """Write the app configuration of each staying app that has replicas or template tags here."""
    for app in blueprint.cut.project.apps:
        if app.label not in blueprint.replica_apps:
            continue
        kept = configured(blueprint.cut, blueprint.closure, app)
        yield (
            f"{kept.module.replace('.', '/')}.py",
            render(
                "app_config.py.jinja",
                purpose=f"What this service reads of the monolith's app {app.label}.",
                class_name=kept.name,
                name=app.name,
                label=app.label,
                bases=kept.bases,
                constants=kept.constants,
                ready=sorted(
                    {
                        (each.module, each.function)
                        for each in blueprint.extensions
                        if each.app == app.label
                    }
                ),
                imported=sorted(
                    {
                        _import_as(*each)
                        for call in blueprint.ready
                        if call.app == app.label
                        for each in call.imports
                    }
                ),
                calls=[each.source for each in blueprint.ready if each.app == app.label],
            ),
        )


def _import_as(module: str, name: str, bound: str) -> str:
    if not name:
        return f"import {module}"
    return f"from {module} import {name}" + (f" as {bound}" if bound != name else "")


def replica_admin_files(blueprint: Blueprint) -> Iterator[tuple[str, str]]:
    """Write the admin of the replicas that moved admin classes complete automatically."""
    for app in blueprint.cut.project.apps:
        here = [each for each in blueprint.replica_admins if each.model.app == app.label]
        if not here:
            continue
        modules: dict[str, list[str]] = {}
        for each in here:
            module, _, name = each.model.dotted.rpartition(".")
            modules.setdefault(module, []).append(name)
        yield (
            f"{app.name.replace('.', '/')}/admin.py",
            render(
                "replica_admin.py.jinja",
                imports=[
                    (module, ", ".join(sorted(modules[module]))) for module in sorted(modules)
                ],
                admins=[
                    (
                        each.model.label.partition(".")[2],
                        ", ".join(f'"{f}"' for f in each.search_fields),
                    )
                    for each in here
                ],
            ),
        )


def folders(blueprint: Blueprint, setting: str) -> tuple[str, ...]:
    """The folders inside the project that a setting lists."""
    listed = blueprint.cut.project.settings.get(setting)
    root = blueprint.cut.project.root.resolve()
    found: list[str] = []
    for each in cast("list[object]", listed) if isinstance(listed, list | tuple) else []:
        path = Path(str(each))
        path = path if path.is_absolute() else root / path
        if path.is_dir() and path.resolve().is_relative_to(root):
            found.append(path.resolve().relative_to(root).as_posix())
    return tuple(found)


def translations(blueprint: Blueprint) -> Iterator[tuple[str, str]]:
    """Yield (target, folder) of the translations of staying apps of which something comes along.

    An app that is installed here has them in its own folder, as Django looks for them there; those
    of any other app lie below `locale`, and LOCALE_PATHS lists them.
    """
    cut = blueprint.cut
    used = {page.template.app for page in blueprint.pages.pages}
    used |= {cut.project.app_of(each) for each in blueprint.closure.kept}
    used |= set(blueprint.replica_apps)
    for app in cut.project.apps:
        folder = f"{app.path}/locale".lstrip("/")
        if app.label in cut.moved or app.label not in used:
            continue
        if (cut.project.root / folder).is_dir():
            here = app.label in blueprint.replica_apps
            target = f"{app.name.replace('.', '/')}/locale" if here else f"locale/{app.label}"
            yield target, folder


def _locales(blueprint: Blueprint) -> list[str]:
    """The folders that LOCALE_PATHS lists, as paths in the service."""
    listed = ["locale"] if folders(blueprint, "LOCALE_PATHS") else []
    apart = (target for target, _ in translations(blueprint) if target.startswith("locale/"))
    return [*listed, *apart]


def secrets(blueprint: Blueprint) -> tuple[Setting, ...]:
    """The settings that hold secrets: named, never copied."""
    return tuple(each for each in blueprint.configuration.settings if each.secret)


def _settings(blueprint: Blueprint) -> str:
    apps = list(blueprint.installed_apps)
    if blueprint.uses_rest:
        apps.append("drf_spectacular")
    apps.append("decompose_link")
    standard = {"from pathlib import Path"}
    return render(
        "config/settings.py.jinja",
        name=blueprint.name,
        imports=_import_block({*blueprint.configuration.imports, *standard, "import environ"}),
        installed_apps=["decompose_service", *apps],
        middleware=[POSITIONS, *blueprint.middleware],
        unfilled=json.dumps(_unfilled(blueprint)),
        secure=bool(blueprint.cut.project.settings.get("CSRF_COOKIE_SECURE")),
        context_processors=blueprint.context_processors,
        builtins=None,
        authentication_backends=blueprint.authentication_backends,
        settings=[_carried(each, blueprint) for each in blueprint.configuration.settings],
        static_folder=bool(folders(blueprint, "STATICFILES_DIRS")),
        locale_folders=_locales(blueprint),
        rest=blueprint.uses_rest,
        described=any(
            each.name == "SPECTACULAR_SETTINGS" for each in blueprint.configuration.settings
        ),
        celery=blueprint.uses_celery,
        monolith_authentication=_first_authentication(blueprint),
        replicas=sorted({*blueprint.closure.replicas, *_shared_labels(blueprint)}),
    )


def _unfilled(blueprint: Blueprint) -> dict[str, list[str]]:
    """The secrets whose columns are here, by model, for the rows' content stays away."""
    if uses_own_user(blueprint.cut):
        return {"auth.User": ["password"]}
    found = {
        label: kept_secrets(blueprint.cut, model)
        for label in blueprint.closure.replicas
        if (model := blueprint.cut.project.model(label)) is not None
    }
    return {label: sorted(names) for label, names in found.items() if names}


def _shared_labels(blueprint: Blueprint) -> set[str]:
    tables = planned_tables(blueprint.cut, blueprint.closure, blueprint.production)
    return {t.model for t in tables if not t.moved and t.model.count(".") == 1}


def _carried(setting: Setting, blueprint: Blueprint) -> Setting:
    if setting.secret:
        return Setting(setting.name, f'env.str("{setting.name}", default="")', setting.place, True)
    if setting.name == "REST_FRAMEWORK":
        return Setting(setting.name, _rest_framework(setting.value), setting.place)
    return setting


def _rest_framework(value: str) -> str:
    """Let the identity token authenticate, whatever authenticated in the monolith; keep everything
    else."""
    return changed_dict(value, lambda entry: not entry.startswith(_REPLACED), _REST)


def _first_authentication(blueprint: Blueprint) -> str:
    settings = blueprint.cut.project.settings.get("REST_FRAMEWORK")
    if isinstance(settings, dict):
        listed = cast("dict[str, object]", settings).get("DEFAULT_AUTHENTICATION_CLASSES")
        if isinstance(listed, list | tuple) and listed:
            first = str(cast("list[object]", listed)[0])
            return first if first.startswith(_AUTHENTICATION) else ""
    return _REST_DEFAULT


def _urls(blueprint: Blueprint) -> str:
    lines: list[str] = []
    routers: list[str] = []
    pairs = {
        ("django.urls", "path"),
        ("decompose_link.urls", "mounted"),
        ("decompose_service", "health"),
    }
    elsewhere = _elsewhere(blueprint)
    mounted = {each.namespace for each in blueprint.urls.mounts} - {""}
    within = [name for name in elsewhere if name.partition(":")[0] in mounted]
    shared = {name: _pages(elsewhere.pop(name)) for name in sorted(within)}
    if shared:
        pairs.add(("decompose_service.elsewhere", "pages"))
    for mount in with_pages(blueprint.urls.mounts, shared):
        lines += _mount(mount, pairs, routers)
    if elsewhere:
        pairs.add(("decompose_service.elsewhere", "elsewhere"))
    if blueprint.uses_rest:
        pairs.add(("drf_spectacular.views", "SpectacularAPIView"))
    return render(
        "config/urls.py.jinja",
        imports=_import_block({_import_line(*each) for each in pairs}),
        routers=routers,
        patterns=lines,
        elsewhere=elsewhere,
        rest=blueprint.uses_rest,
    )


def _mount(mount: Mount, pairs: set[tuple[str, str]], routers: list[str]) -> list[str]:
    pairs |= set(mount.imports)
    if mount.function == "pages":
        return mount.target.splitlines()
    if mount.function == "register":
        raise AssertionError("registrations are written by their router")
    registered = [each for each in mount.children if each.function == "register"]
    if registered:
        name = _router(registered, pairs, routers)
        pairs |= {("django.urls", mount.function), ("django.urls", "include")}
        return [f'{mount.function}("{mount.route}", include({name}.urls)),']
    if mount.function == "i18n_patterns":
        pairs.add(("django.conf.urls.i18n", "i18n_patterns"))
        inner = [line for each in mount.children for line in _mount(each, pairs, routers)]
        return ["*i18n_patterns(", *(f"    {line}" for line in inner), "),"]
    pairs.add(("django.urls", mount.function))
    prefix = "r" if "\\" in mount.route else ""
    if mount.children:
        pairs.add(("django.urls", "include"))
        inner = [line for each in mount.children for line in _mount(each, pairs, routers)]
        target = f', "{mount.namespace}"' if mount.namespace else ""
        opening, closing = ("include(([", f"]{target}))),") if target else ("include([", "])),")
        head = f'{mount.function}({prefix}"{mount.route}", {opening}'
        return [head, *(f"    {line}" for line in inner), closing]
    if mount.target.startswith("include("):
        pairs.add(("django.urls", "include"))
        target = mount.target.removesuffix(")")
        target = ", ".join([target, *mount.options]) + ")"
        return [f'{mount.function}({prefix}"{mount.route}", {target}),']
    options = "".join(f", {each}" for each in mount.options)
    return [f'{mount.function}({prefix}"{mount.route}", {mount.target}{options}),']


def _router(registered: list[Mount], pairs: set[tuple[str, str]], routers: list[str]) -> str:
    """Write a router for registrations of moved view sets; SimpleRouter, since the API's root page
    stays."""
    pairs.add(("rest_framework.routers", "SimpleRouter"))
    name = "router" if not routers else f"router_{sum('SimpleRouter' in r for r in routers) + 1}"
    routers.append(f"{name} = SimpleRouter()")
    for each in registered:
        pairs |= set(each.imports)
        options = "".join(f", {option}" for option in each.options)
        routers.append(f'{name}.register("{each.route}", {each.target}{options})')
    routers.append("")
    return name


def _elsewhere(blueprint: Blueprint) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for each in blueprint.elsewhere:
        found.setdefault(each.namespace, []).append((_route(each), each.name or ""))
    return {namespace: sorted(found[namespace]) for namespace in sorted(found)}


def _pages(listed: list[tuple[str, str]]) -> str:
    """Write pages that the monolith serves as patterns within a list."""
    return "\n".join(["*pages([", *(f'    ({route}, "{name}"),' for route, name in listed), "]),"])


def _route(endpoint: Endpoint) -> str:
    """Write a joined route as `path()` or `re_path()` takes it."""
    expression = as_expression(endpoint.route)
    return f'"{endpoint.route}"' if expression is None else f'r"{expression}"'


def _readme(blueprint: Blueprint) -> str:
    tables = planned_tables(blueprint.cut, blueprint.closure, blueprint.production)
    labels = sorted(blueprint.cut.moved)
    apps = " and ".join(f"the app `{each}`" for each in labels)
    return render(
        "README.md.jinja",
        name=blueprint.name,
        apps_text=apps,
        owns_users=owns_users(blueprint.cut),
        moved_tables=sum(each.moved for each in tables),
        replica_tables=sum(not each.moved for each in tables),
    )


def _import_line(module: str, name: str) -> str:
    return f"from {module} import {name}" if name else f"import {module}"


def _import_block(lines: set[str]) -> list[str]:
    """Order imports as isort does: the standard library, packages, the service's own; names of one
    module on one line."""
    plain = sorted(each for each in lines if each.startswith("import "))
    by_module: dict[str, set[str]] = {}
    for each in lines - set(plain):
        _, module, _, names = each.split(" ", 3)
        by_module.setdefault(module, set()).add(names)
    froms = [
        f"from {module} import {', '.join(sorted(by_module[module]))}"
        for module in sorted(by_module)
    ]
    groups: list[list[str]] = [[], [], []]
    for each in [*plain, *froms]:
        groups[_group(each.split(" ")[1].partition(".")[0])].append(each)
    block: list[str] = []
    for group in groups:
        if group:
            block += [*([""] if block else []), *group]
    return block


def _group(top: str) -> int:
    import sys  # noqa: PLC0415

    if top in sys.stdlib_module_names:
        return 0
    return 2 if top in ("config", "decompose_link", "decompose_service") else 1
