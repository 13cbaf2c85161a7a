"""Where a project's apps lie, and how each is configured."""

from __future__ import annotations

from collections.abc import Callable

from tests.source.synthetic.drafting import App, Draft

_APPS = """
accounting basket catalog claims crm dispatch docs_store fleet helpdesk hiring intranet
kitchen lending logistics loyalty maps_store marketing media_store memberships news_store
payroll pricing procurement publishing quality rentals roster shipping_desk subscriptions
tickets_desk timesheets warehouse
"""
_OWN_BASE = '''
class ProjectConfig(AppConfig):
    """What all apps of the project have in common; no app itself."""

    default = False
    default_auto_field = "django.db.models.BigAutoField"
'''


def lay_out(draft: Draft) -> None:
    """Choose the folders and make three to six apps."""
    top = draft.dice.one_of(_SHAPES)(draft)
    words = draft.dice.sample(_APPS.split(), draft.dice.randint(3, 6))
    for word in words:
        parent = top
        if draft.apps and draft.dice.chance(0.2):
            parent = draft.dice.choice(draft.apps).package
        package = f"{parent}.{word}" if parent else word
        draft.module(package, is_package=True)
        app = App(package, word, package)
        draft.dice.one_of(_CONFIGS)(draft, app)
        draft.apps.append(app)


def write_configs(draft: Draft) -> None:
    """Write the ready() of each app, once it is known what has to happen there."""
    for app in draft.apps:
        if not app.ready or app.config is None:
            continue
        module = draft.module(f"{app.package}.apps")
        lines = "\n".join(f"        {each}" for each in app.ready)
        for number, block in enumerate(module.body):
            if f"class {app.config}(" in block:
                module.body[number] = f"{block}\n\n    def ready(self):\n{lines}"


def _flat(draft: Draft) -> str:
    """Put apps beside manage.py."""
    return ""


def _one_package(draft: Draft) -> str:
    """Put everything into one package, settings too."""
    draft.config = "shop"
    return "shop"


def _no_init(draft: Draft) -> str:
    """Put apps into a folder without __init__.py."""
    draft.namespaces.add("apps")
    return "apps"


def _source_folder(draft: Draft) -> str:
    """Put everything below src/."""
    draft.source = "src"
    draft.config = "site_config"
    return draft.dice.choice(["", "company"])


_SHAPES: list[tuple[int, Callable[[Draft], str]]] = [
    (3, _flat),
    (4, _one_package),
    (2, _no_init),
    (2, _source_folder),
]


def _without(draft: Draft, app: App) -> None:
    """No apps.py at all."""


def _found(draft: Draft, app: App) -> None:
    """One AppConfig that Django finds by itself."""
    _write(draft, app)


def _named(draft: Draft, app: App) -> None:
    """The AppConfig named in INSTALLED_APPS."""
    _write(draft, app)
    app.entry = f"{app.package}.apps.{app.config}"


def _other_label(draft: Draft, app: App) -> None:
    """A label that isn't the folder's name."""
    app.label = f"{app.word}_{draft.dice.choice(['core', 'main', 'x'])}"
    _write(draft, app, f'label = "{app.label}"')
    if draft.dice.chance(0.5):
        app.entry = f"{app.package}.apps.{app.config}"


def _own_key(draft: Draft, app: App) -> None:
    """A default key of the app's own."""
    kind = draft.dice.choice(["AutoField", "BigAutoField", "SmallAutoField"])
    _write(draft, app, f'default_auto_field = "django.db.models.{kind}"')


def _two(draft: Draft, app: App) -> None:
    """Two AppConfigs, one of them the default."""
    _write(draft, app, "default = True")
    module = draft.module(f"{app.package}.apps")
    module.add(
        f"class OtherConfig({module.use('django.apps', 'AppConfig')}):\n"
        f'    name = "{app.package}"\n'
        '    label = "never_used"'
    )


def _own_base(draft: Draft, app: App) -> None:
    """An AppConfig built on the project's own one."""
    if "config base" not in draft.local:
        name = f"{draft.apps[0].package if draft.apps else app.package}.app_config"
        module = draft.module(name)
        module.imports.append("from django.apps import AppConfig")
        module.add(_OWN_BASE)
        draft.local["config base"] = name
    _write(draft, app, "default = True", base=(draft.local["config base"], "ProjectConfig"))


_CONFIGS: list[tuple[int, Callable[[Draft, App], None]]] = [
    (2, _without),
    (6, _found),
    (4, _named),
    (3, _other_label),
    (2, _own_key),
    (1, _two),
    (1, _own_base),
]


def _write(
    draft: Draft, app: App, *lines: str, base: tuple[str, str] = ("django.apps", "AppConfig")
) -> None:
    module = draft.module(f"{app.package}.apps")
    app.config = f"{''.join(each.title() for each in app.word.split('_'))}Config"
    name = f'"{app.package}"'
    if draft.dice.chance(0.15):
        name = '__name__.rpartition(".")[0]'
    expression = module.use(*base)
    body = "\n    ".join([f"name = {name}", *lines])
    module.add(f"class {app.config}({expression}):\n    {body}")
