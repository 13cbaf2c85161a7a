"""The monolith's side as a patch: who asks, what crosses, and the lines that install it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from pathlib import Path

from decompose_core.location import Location
from decompose_core.problem import refuse
from decompose_extractor.blueprint import Blueprint
from decompose_extractor.configuration import settings_chain
from decompose_extractor.cut import Cut
from decompose_extractor.link_files import APP as LINK
from decompose_extractor.link_files import (
    FIRST,
    POSITIONS,
    link_files,
    monolith_side,
    watched_apps,
)
from decompose_extractor.monolith_code import (
    after_keys,
    changed_modules,
    key_migrations,
    last_migration,
)
from decompose_source.modules import Module
from decompose_source.project import Project

PATCH = "monolith.patch"
APP = "decompose_monolith"
_FOLDER = Path(__file__).parent / "templates" / "monolith" / APP
_SETTINGS = f"""
# Added by decompose: who asks, and what crosses to the services; last, when all models are there.
INSTALLED_APPS = [*INSTALLED_APPS, "{APP}", "{LINK}"]
"""
_MIDDLEWARE = f"""
# Added by decompose: first, so that a request's writes are committed when it looks at the log.
MIDDLEWARE = ["{POSITIONS}", *MIDDLEWARE]
"""
_URLS = f"""
# Added by decompose: first, so that no catch-all pattern hides it.
from {LINK}.urls import mounted as decompose_link  # noqa: E402
from {APP}.urls import mounted  # noqa: E402

urlpatterns = [decompose_link, mounted, *urlpatterns]
"""
_REQUIREMENTS = {"httpx": "httpx>=0.27", "pyjwt": "PyJWT[crypto]>=2.10.1"}


def monolith_patch(blueprint: Blueprint) -> str:
    """Make a unified diff that `git apply` takes in the monolith's folder.

    Raises:
        Refused: the settings or the root URLconf can't be found.
    """
    project = blueprint.cut.project
    texts: dict[str, str] = {}
    for module, text in changed_modules(blueprint):
        texts[module.path] = text
    for module, change in _additions(project):
        texts[module.path] = change(texts.get(module.path) or _before(project, module.path))
    parts = [
        _changed(path, before, after)
        for path, after in texts.items()
        if (before := _before(project, path)) != after
    ]
    parts += _new_files(blueprint)
    parts += _requirement(project)
    return "".join(sorted(parts))


def _additions(project: Project) -> Iterator[tuple[Module, Callable[[str], str]]]:
    """What is added at the end of a module: to the settings, and to the root URLconf."""
    yield _setting_of(project, "INSTALLED_APPS") or _settings(project), _with_app
    chain = _setting_of(project, "MIDDLEWARE")
    if chain is not None:
        yield chain, _with_middleware
    yield _urlconf(project), _with_urls


def _before(project: Project, path: str) -> str:
    return (project.root / path).read_bytes().decode()


def _new_files(blueprint: Blueprint) -> Iterator[str]:
    """The two apps, beside the monolith's other top-level packages, and migrations of its own."""
    project = blueprint.cut.project
    folder = _import_root(project, _urlconf(project))
    for path in sorted(_FOLDER.rglob("*.py")):
        name = f"{folder}{APP}/{path.relative_to(_FOLDER).as_posix()}"
        yield from _file(project, name, path.read_text(encoding="utf-8"))
    side = monolith_side(blueprint.name, blueprint.across, blueprint.cut)
    last = last_migration(blueprint, LINK) or FIRST
    for name, text in link_files(side, after_keys(blueprint, watched_apps(side)), after=last):
        yield from _file(project, f"{folder}{name}", text)
    for name, text in key_migrations(blueprint):
        yield _new_file(name, text)


def _file(project: Project, target: str, text: str) -> Iterator[str]:
    """A file that the patch brings: new, or in the place of one that an earlier patch brought."""
    if not (project.root / target).is_file():
        yield _new_file(target, text)
    elif (before := _before(project, target)) != text:
        yield _changed(target, before, text)


def _new_file(target: str, text: str) -> str:
    head = f"diff --git a/{target} b/{target}\nnew file mode 100644\n"
    return head + (_diff("", text, "/dev/null", f"b/{target}") if text else "")


def _changed(path: str, before: str, after: str) -> str:
    return f"diff --git a/{path} b/{path}\n" + _diff(before, after, f"a/{path}", f"b/{path}")


def _with_app(text: str) -> str:
    if f'"{LINK}"' in text:
        return text  # an earlier patch has put it there
    return text + ("" if text.endswith("\n") else "\n") + _SETTINGS


def _with_middleware(text: str) -> str:
    if POSITIONS in text:
        return text
    return text + ("" if text.endswith("\n") else "\n") + _MIDDLEWARE


def _with_urls(text: str) -> str:
    if f"{LINK}.urls" in text:
        return text
    return text + ("" if text.endswith("\n") else "\n") + _URLS


def _requirement(project: Project) -> Iterator[str]:
    path = project.root / "requirements.txt"
    if not path.is_file():
        return
    before = path.read_bytes().decode()
    missing = [line for name, line in _REQUIREMENTS.items() if name not in before.lower()]
    if not missing:
        return
    after = before + ("" if before.endswith("\n") else "\n") + "".join(f"{e}\n" for e in missing)
    head = "diff --git a/requirements.txt b/requirements.txt\n"
    yield head + _diff(before, after, "a/requirements.txt", "b/requirements.txt")


def _settings(project: Project) -> Module:
    module = project.sources.find(project.settings_module or "")
    if module is None:
        raise refuse(
            "the monolith's settings module was not found",
            hint="name it with --settings, or in [monolith] of decompose.toml",
        )
    return module


def _setting_of(project: Project, name: str) -> Module | None:
    """The settings module that a setting is written in, so that every variant of the settings has
    what is added to it."""
    cut = Cut(project, frozenset())
    chain = settings_chain(cut, _settings(project))
    return next((each for each in chain if cut.outline(each).binds(name)), None)


def _urlconf(project: Project) -> Module:
    name = str(project.settings.get("ROOT_URLCONF", ""))
    module = project.sources.find(name)
    if module is None:
        settings = _settings(project)
        raise refuse(
            f"the monolith's ROOT_URLCONF {name!r} was not found", location=Location(settings.path)
        )
    return module


def _import_root(project: Project, module: Module) -> str:
    """The folder that dotted names start from, with a slash, or nothing."""
    own = module.name.replace(".", "/")
    return module.path[: module.path.find(own)] if own in module.path else ""


def _diff(before: str, after: str, old: str, new: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), old, new
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
