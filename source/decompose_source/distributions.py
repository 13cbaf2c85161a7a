"""Which distribution holds an imported package, and where the project declares it.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from decompose_core.location import Location

# Import names that differ from the distribution's in more than a hyphen.
DISTRIBUTIONS: Mapping[str, str] = {
    "Crypto": "pycryptodome",
    "MySQLdb": "mysqlclient",
    "OpenSSL": "pyOpenSSL",
    "PIL": "Pillow",
    "allauth": "django-allauth",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cairosvg": "CairoSVG",
    "compressor": "django-compressor",
    "corsheaders": "django-cors-headers",
    "crispy_forms": "django-crispy-forms",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "debug_toolbar": "django-debug-toolbar",
    "django_filters": "django-filter",
    "django_prometheus": "django-prometheus",
    "django_rq": "django-rq",
    "django_tables2": "django-tables2",
    "dotenv": "python-dotenv",
    "environ": "django-environ",
    "fitz": "PyMuPDF",
    "git": "GitPython",
    "google.protobuf": "protobuf",
    "graphene_django": "graphene-django",
    "guardian": "django-guardian",
    "haystack": "django-haystack",
    "import_export": "django-import-export",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "ldap": "python-ldap",
    "magic": "python-magic",
    "model_utils": "django-model-utils",
    "modeltranslation": "django-modeltranslation",
    "mptt": "django-mptt",
    "oauth2_provider": "django-oauth-toolkit",
    "phonenumber_field": "django-phonenumber-field",
    "polymorphic": "django-polymorphic",
    "psycopg2": "psycopg2-binary",
    "rest_framework": "djangorestframework",
    "rest_framework_simplejwt": "djangorestframework-simplejwt",
    "reversion": "django-reversion",
    "sentry_sdk": "sentry-sdk",
    "serial": "pyserial",
    "simple_history": "django-simple-history",
    "sklearn": "scikit-learn",
    "social_core": "social-auth-core",
    "social_django": "social-auth-app-django",
    "sorl": "sorl-thumbnail",
    "storages": "django-storages",
    "taggit": "django-taggit",
    "treebeard": "django-treebeard",
    "widget_tweaks": "django-widget-tweaks",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
}
FILES = ("requirements*.txt", "requirements*.in", "requirements/**/*.txt", "requirements/**/*.in")
_LINE = re.compile(
    r"""^\s*["']?(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*["']?\s*(?P<rest>[=<>~!@;,#&^"'].*)?$"""
)
_SECTION = re.compile(r"^\s*\[+(?P<name>[^\]]+)\]+\s*(?:#.*)?$")
_LIST = re.compile(r"^\s*(?P<key>[\w.\"'-]+)\s*=\s*\[(?P<rest>.*)$")
_QUOTED = re.compile(r"""["'](?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)[^"']*["']""")
_TABLES = ("tool.poetry", "packages", "dev-packages")  # NAME = "version", in Poetry and Pipenv
_LISTS = frozenset({"dependencies", "install_requires", "requires"})


@dataclass(frozen=True, slots=True)
class Requirement:
    """A distribution that the project asks for, as it spells it, and where."""

    name: str
    location: Location


def plain(name: str) -> str:
    """Return the normal form of a distribution's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name.partition("[")[0]).lower()


def declared(root: Path) -> Mapping[str, Requirement]:
    """Read what the project asks for, by plain name; the first place counts.

    Looks in the project's folder, then in the one around it. Paths are relative to the project's.
    """
    for folder in (root, root.parent):
        found: dict[str, Requirement] = {}
        for path in sorted({each for pattern in FILES for each in folder.glob(pattern)}):
            _take(_lines(path), path, root, found)
        for name in ("pyproject.toml", "Pipfile"):
            path = folder / name
            if path.is_file():
                _take(_listed(_lines_of(path)), path, root, found)
        if found:
            return found
    return {}


def candidates(top: str) -> tuple[str, ...]:
    """Return the plain names that the distribution of a package may have, the likeliest first."""
    names = [DISTRIBUTIONS.get(top, top), top, f"django-{top}", f"{top}-django", f"python-{top}"]
    if top.startswith("django_"):
        names += [top.removeprefix("django_"), f"{top}s", top.rstrip("s")]
    return tuple(dict.fromkeys(map(plain, names)))


Numbered = Iterator[tuple[int, str]]


def _take(lines: Numbered, path: Path, root: Path, found: dict[str, Requirement]) -> None:
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else f"../{path.name}"
    for number, name in lines:
        found.setdefault(plain(name), Requirement(name, Location(shown, number)))


def _lines_of(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    yield from text.splitlines()


def _lines(path: Path) -> Numbered:
    for number, line in enumerate(_lines_of(path), 1):
        match = _LINE.match(line)
        if match and not line.lstrip().startswith(("-", "#")):
            yield number, match["name"]


def _listed(lines: Iterator[str]) -> Numbered:
    """Read the lists and tables of dependencies in TOML, line by line: lines are wanted."""
    section, within = "", False
    for number, line in enumerate(lines, 1):
        head = _SECTION.match(line)
        if head is not None and not within:
            section = head["name"].strip()
            continue
        opened = _LIST.match(line)
        if opened is not None:
            key = opened["key"].strip("\"'")
            within = key in _LISTS or section.endswith(
                ("optional-dependencies", "dependency-groups")
            )
            line = opened["rest"]  # noqa: PLW2901 the rest of the line is in the list
        elif not within:
            is_table = section.startswith(_TABLES[0]) and "dependencies" in section
            match = re.match(r"^(?P<name>[A-Za-z][\w.-]*)\s*=", line)
            if match and (is_table or section in _TABLES) and match["name"] != "python":
                yield number, match["name"]
            continue
        if within:
            for each in _QUOTED.finditer(line):
                yield number, each["name"]
            if "]" in re.sub(r"\[[^\]]*\]|\"[^\"]*\"|'[^']*'", "", line):
                within = False
