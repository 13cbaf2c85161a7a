"""Settings modules: many ways to write the same INSTALLED_APPS, one function each."""

from __future__ import annotations

from collections.abc import Callable

from tests.source.synthetic.drafting import Draft, Module

_CONTRIB = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
_MANAGE = """
import os
import sys
from pathlib import Path

{path}

def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "{settings}")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
"""
_Style = Callable[[Draft, list[str]], str]


def write_settings(draft: Draft) -> str:
    """Write settings and manage.py; return the settings' dotted name."""
    entries = [*_CONTRIB, "rest_framework", *(each.entry for each in draft.apps)]
    name = draft.dice.one_of(_STYLES)(draft, entries)
    path = 'sys.path.insert(0, str(Path(__file__).parent / "src"))\n' if draft.source else ""
    manage = Module("manage", draft.dice)
    manage.add(_MANAGE.format(path=path, settings=name))
    draft.modules["manage"] = manage
    return name


def _common(draft: Draft) -> str:
    debug = draft.dice.choice(
        ["True", 'os.environ.get("SHOP_DEBUG", "1") == "1"', 'bool(os.getenv("SHOP_DEBUG", "yes"))']
    )
    lines = [
        f"DEBUG = {debug}",
        'SECRET_KEY = os.environ.get("SHOP_SECRET", "not-a-secret")',
        f'ROOT_URLCONF = "{draft.config}.urls"',
        "USE_TZ = True",
        'DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"',
        'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}',
    ]
    if draft.user != "auth.User" or draft.dice.chance(0.3):
        lines.append(f'AUTH_USER_MODEL = "{draft.user}"')
    return "\n".join(lines)


def _start(draft: Draft, name: str, *, is_package: bool = False) -> Module:
    module = draft.module(name, is_package=is_package)
    module.imports.append("import os")
    return module


def _list(name: str, entries: list[str], brackets: str = "[]") -> str:
    lines = "".join(f'    "{each}",\n' for each in entries)
    return f"{name} = {brackets[0]}\n{lines}{brackets[1]}"


def one_list(draft: Draft, entries: list[str]) -> str:
    """Write one list in one file."""
    module = _start(draft, f"{draft.config}.settings")
    module.add(_common(draft))
    name = draft.dice.choice(["INSTALLED_APPS", "INSTALLED_APPS: list[str]"])
    module.add(_list(name, entries, draft.dice.choice(["[]", "()"])))
    return module.name


def three_lists(draft: Draft, entries: list[str]) -> str:
    """Write the lists that cookiecutter-django writes."""
    module = _start(draft, f"{draft.config}.settings")
    module.add(_common(draft))
    module.add(_list("DJANGO_APPS", entries[:5]))
    module.add(_list("THIRD_PARTY_APPS", entries[5:6]))
    module.add(_list("LOCAL_APPS", entries[6:]))
    module.add(
        draft.dice.choice(
            [
                "INSTALLED_APPS = DJANGO_APPS + THIRD_PARTY_APPS + LOCAL_APPS",
                "INSTALLED_APPS = [*DJANGO_APPS, *THIRD_PARTY_APPS, *LOCAL_APPS]",
                "INSTALLED_APPS = tuple(DJANGO_APPS) + tuple(THIRD_PARTY_APPS) + tuple(LOCAL_APPS)",
                "INSTALLED_APPS = sum((DJANGO_APPS, THIRD_PARTY_APPS, LOCAL_APPS), [])",
            ]
        )
    )
    return module.name


def split_modules(draft: Draft, entries: list[str]) -> str:
    """Write base settings, and a module for each place that star-imports them."""
    package = f"{draft.config}.settings"
    first = _start(draft, f"{package}.base")
    first.add(_common(draft))
    cut = draft.dice.randint(6, len(entries))
    first.add(_list("INSTALLED_APPS", entries[:cut]))
    second = draft.module(f"{package}.{draft.dice.choice(['local', 'production'])}")
    second.imports.append(
        draft.dice.choice(["from .base import *", f"from {package}.base import *"])
    )
    for each in entries[cut:]:
        second.add(
            draft.dice.choice(
                [
                    f'INSTALLED_APPS += ["{each}"]',
                    f'INSTALLED_APPS += ("{each}",)',
                    f'INSTALLED_APPS.append("{each}")',
                    f'INSTALLED_APPS = INSTALLED_APPS + ["{each}"]',
                    f'INSTALLED_APPS.extend(["{each}"])',
                    f'INSTALLED_APPS.insert(len(INSTALLED_APPS), "{each}")',
                ]
            )
        )
    return second.name


def package_with_star(draft: Draft, entries: list[str]) -> str:
    """Write a settings package whose __init__ gathers its parts."""
    package = draft.module(f"{draft.config}.settings", is_package=True)
    common = _start(draft, f"{package.name}.common")
    common.add(_common(draft))
    apps = draft.module(f"{package.name}.components.apps")
    apps.add(_list("INSTALLED_APPS", entries))
    package.imports += ["from .common import *", "from .components.apps import *"]
    package.add("try:\n    from .secret import *\nexcept ImportError:\n    pass")
    return package.name


def conditional(draft: Draft, entries: list[str]) -> str:
    """Add apps under conditions that hold, others under conditions that don't."""
    module = _start(draft, f"{draft.config}.settings")
    module.add(_common(draft))
    module.add(_list("INSTALLED_APPS", entries[:-1]))
    holds, fails = draft.dice.choice(
        [
            ("DEBUG", "not DEBUG"),
            ('os.environ.get("SHOP_ROLE", "web") == "web"', '"SHOP_NEVER_SET" in os.environ'),
            ('int(os.getenv("SHOP_LEVEL", "3")) > 2', 'os.getenv("SHOP_NEVER_SET")'),
            ("len(INSTALLED_APPS) > 2 and DEBUG", "DEBUG is None"),
        ]
    )
    module.add(f'if {holds}:\n    INSTALLED_APPS += ["{entries[-1]}"]')
    module.add(f'if {fails}:\n    INSTALLED_APPS += ["no.such.app"]')
    return module.name


def computed(draft: Draft, entries: list[str]) -> str:
    """Make the list by a comprehension, a loop or a function."""
    module = _start(draft, f"{draft.config}.settings")
    module.add(_common(draft))
    module.add(_list("NAMES", entries[6:]))
    module.add(_list("FRAMEWORK", entries[:6]))
    module.add(
        draft.dice.choice(
            [
                'INSTALLED_APPS = FRAMEWORK + [f"{name}" for name in NAMES if name]',
                "INSTALLED_APPS = list(FRAMEWORK)\nfor name in NAMES:\n"
                "    if name not in INSTALLED_APPS:\n        INSTALLED_APPS.append(name)",
                "def installed(*groups):\n    return [each for group in groups for each in group]"
                "\n\n\nINSTALLED_APPS = installed(FRAMEWORK, NAMES)",
                "INSTALLED_APPS = [*FRAMEWORK, *dict.fromkeys(NAMES)]",
                'INSTALLED_APPS = FRAMEWORK + ",".join(NAMES).split(",")',
                "INSTALLED_APPS = [*FRAMEWORK]\nINSTALLED_APPS[len(FRAMEWORK):] = NAMES",
            ]
        )
    )
    return module.name


def from_environment(draft: Draft, entries: list[str]) -> str:
    """Use django-environ with defaults."""
    module = _start(draft, f"{draft.config}.settings")
    module.imports.append("import environ")
    module.add("env = environ.Env(SHOP_FLAG=(bool, True))")
    module.add(_common(draft))
    module.add(_list("INSTALLED_APPS", entries[:-1]))
    last = entries[-1]
    module.add(
        draft.dice.choice(
            [
                f'if env("SHOP_FLAG"):\n    INSTALLED_APPS += ["{last}"]',
                f'INSTALLED_APPS += env.list("SHOP_EXTRA", default=["{last}"])',
                f'if env.bool("SHOP_MORE", default=True):\n    INSTALLED_APPS.append("{last}")',
            ]
        )
    )
    return module.name


_STYLES: list[tuple[int, _Style]] = [
    (4, one_list),
    (3, three_lists),
    (4, split_modules),
    (2, package_with_star),
    (2, conditional),
    (3, computed),
    (2, from_environment),
]
