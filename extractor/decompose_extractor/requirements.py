"""The distributions that a service needs: those its code imports, in the versions that the monolith
asks for."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

from decompose_core.location import Location
from decompose_core.problem import Level, Problem
from decompose_extractor.environment import Installed

# Import names that differ from the distribution's in more than a hyphen.
DISTRIBUTIONS = {
    "MySQLdb": "mysqlclient",
    "PIL": "Pillow",
    "bs4": "beautifulsoup4",
    "corsheaders": "django-cors-headers",
    "crispy_forms": "django-crispy-forms",
    "dateutil": "python-dateutil",
    "debug_toolbar": "django-debug-toolbar",
    "django_filters": "django-filter",
    "environ": "django-environ",
    "guardian": "django-guardian",
    "import_export": "django-import-export",
    "jwt": "PyJWT",
    "model_utils": "django-model-utils",
    "mptt": "django-mptt",
    "polymorphic": "django-polymorphic",
    "psycopg2": "psycopg2-binary",
    "rest_framework": "djangorestframework",
    "simple_history": "django-simple-history",
    "storages": "django-storages",
    "taggit": "django-taggit",
    "treebeard": "django-treebeard",
    "widget_tweaks": "django-widget-tweaks",
    "yaml": "PyYAML",
}
# What the generated part of every service imports or is run by.
GENERATED = {
    "Django": ">=4.2",
    "PyJWT[crypto]": ">=2.10.1",
    "django-environ": ">=0.12",
    "gunicorn": ">=23",
    "httpx": ">=0.27",
    "psycopg[binary]": ">=3.2.10",
}
SPECTACULAR = ("drf-spectacular", ">=0.29")
_LINE = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*([^;#]*)")


def requirements(
    root: Path,
    external: Mapping[str, Location],
    packages: Installed,
    *,
    rest: bool,
    pytest: bool = False,
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Write the lines of requirements.txt, and report imports of which the distribution is not
    known."""
    declared = declared_requirements(root) or _unpacked(root, packages)
    problems: list[Problem] = []
    wanted: dict[str, str] = {}
    for name, bound in [*GENERATED.items(), *([SPECTACULAR] if rest else [])]:
        wanted[_plain(name)] = _spec(name, bound, declared, packages)
    for module, place in sorted(external.items()):
        top = module.partition(".")[0]
        if top in sys.stdlib_module_names or top == "django" or not top:
            continue
        found = _distribution(top, declared, packages)
        if found is None:
            problems.append(
                Problem(
                    Level.WARNING,
                    f"no distribution is known that holds the module {top!r}",
                    place,
                    "add it to requirements.txt of the service",
                )
            )
            continue
        wanted.setdefault(_plain(found), _spec(found, "", declared, packages))
    plugins = [each for each in packages.plugins if _plain(each) in declared]
    for name in ["pytest-django", *plugins] if pytest else []:
        wanted.setdefault(_plain(name), _spec(name, "", declared, packages))
    for name in _chosen_extras(wanted, declared, packages):
        wanted.setdefault(_plain(name), _spec(name, "", declared, packages))
    lines = sorted(set(wanted.values()), key=str.lower)
    return tuple(lines), tuple({each.message: each for each in problems}.values())


def _chosen_extras(
    wanted: Iterable[str], declared: Mapping[str, tuple[str, str, str]], packages: Installed
) -> Iterator[str]:
    """What the monolith asks for beside a distribution that leaves the choice to its user: no code
    imports it, but the distribution does."""
    lines_of = {_plain(name): lines for name, lines in packages.requires.items()}
    for name in sorted(wanted):
        for line in lines_of.get(name, ()):
            match = _LINE.match(line)
            if match and "extra ==" in line and _plain(match[1]) in declared:
                yield match[1]


def declared_requirements(root: Path) -> dict[str, tuple[str, str, str]]:
    """Read (name, extras, bound) of what the monolith asks for, by plain name."""
    found: dict[str, tuple[str, str, str]] = {}
    for folder in (root, root.parent):
        for path in sorted([*folder.glob("requirements*.txt"), *folder.glob("requirements/*.txt")]):
            _take(path.read_text(encoding="utf-8", errors="replace").splitlines(), found)
        if (folder / "pyproject.toml").is_file():
            _take(_dependencies(folder / "pyproject.toml"), found)
        if found:
            return found
    return found


def _take(lines: Iterable[str], found: dict[str, tuple[str, str, str]]) -> None:
    for line in lines:
        match = _LINE.match(line)
        if match and not line.lstrip().startswith(("-", "#")) and "://" not in line:
            name, extras, bound = match[1], match[2] or "", match[3].replace(" ", "").strip("\\")
            found.setdefault(_plain(name), (name, extras, bound))


def _unpacked(root: Path, packages: Installed) -> dict[str, tuple[str, str, str]]:
    """What unpacked distributions require; of a range, what runs today says more."""
    found: dict[str, tuple[str, str, str]] = {}
    for path in sorted(root.glob("*.dist-info/METADATA")):
        _take(_metadata(path), found)
    return {
        plain: (
            name,
            extras,
            bound if bound.startswith("==") else _installed_bound(name, packages) or bound,
        )
        for plain, (name, extras, bound) in found.items()
    }


def _metadata(path: Path) -> Iterator[str]:
    """What an unpacked distribution requires, its extras left out."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("Requires-Dist:") and "extra ==" not in line:
            yield line.partition(":")[2].strip().replace("(", "").replace(")", "")


def _dependencies(path: Path) -> Iterator[str]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return
    listed = document.get("project", {}).get("dependencies", [])
    for each in cast("Iterable[object]", listed if isinstance(listed, list) else []):
        yield str(each)


def _spec(
    name: str, bound: str, declared: Mapping[str, tuple[str, str, str]], packages: Installed
) -> str:
    known = declared.get(_plain(name))
    if known is None:
        runs = _installed_bound(name, packages)
        return f"{name}{runs or bound if _plain(name) == 'django' else bound or runs}"
    extras = "[" + name.partition("[")[2] if "[" in name else known[1]
    return f"{known[0]}{extras}{known[2] or bound}"


def _installed_bound(name: str, packages: Installed) -> str:
    """What the monolith runs with: with no bound, a resolver may pick a version of years ago, or
    one of tomorrow."""
    version = packages.version(name.partition("[")[0])
    parts = (version or "").split(".")
    if version and not all(each.isdigit() for each in parts):
        return f"=={version}"  # a resolver passes over pre-releases that nobody names
    if len(parts) < 2:
        return ""
    # Django's minor versions take features away, those of most others do not.
    length = 3 if _plain(name) == "django" and len(parts) > 2 else 2
    return f"~={'.'.join(parts[:length])}"


def _distribution(
    top: str, declared: Mapping[str, tuple[str, str, str]], packages: Installed
) -> str | None:
    if top in DISTRIBUTIONS:
        return DISTRIBUTIONS[top]
    for guess in (top, f"django-{top}"):
        if _plain(guess) in declared:
            return declared[_plain(guess)][0]
    found = packages.tops.get(top, ())
    return sorted(found)[0] if found else None


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.partition("[")[0]).lower()
