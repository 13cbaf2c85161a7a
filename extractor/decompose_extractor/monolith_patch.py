"""The monolith's side as a patch: an app that says who asks, and the two lines that install it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from pathlib import Path

from decompose_core.location import Location
from decompose_core.problem import refuse
from decompose_extractor.configuration import settings_chain
from decompose_extractor.cut import Cut
from decompose_source.modules import Module
from decompose_source.project import Project

Change = Callable[[str], str]
PATCH = "monolith.patch"
APP = "decompose_monolith"
_FOLDER = Path(__file__).parent / "templates" / "monolith" / APP
_SETTINGS = f"""
# Added by decompose: tells the strangler proxy who asks.
INSTALLED_APPS = [*INSTALLED_APPS, "{APP}"]
"""
_URLS = f"""
# Added by decompose: first, so that no catch-all pattern hides it.
from {APP}.urls import mounted  # noqa: E402

urlpatterns = [mounted, *urlpatterns]
"""
_REQUIREMENT = "PyJWT[crypto]>=2.10.1"


def monolith_patch(project: Project) -> str:
    """Make a unified diff that `git apply` takes in the monolith's folder.

    Raises:
        Refused: the settings or the root URLconf can't be found.
    """
    parts = [*_new_files(project), _changed(project, _apps_module(project), _with_app)]
    parts.append(_changed(project, _urlconf(project), _with_urls))
    parts += _requirement(project)
    return "".join(sorted(parts))


def _new_files(project: Project) -> Iterator[str]:
    """The app itself, beside the monolith's other top-level packages."""
    folder = _import_root(project, _urlconf(project))
    for path in sorted(_FOLDER.rglob("*.py")):
        target = f"{folder}{APP}/{path.relative_to(_FOLDER).as_posix()}"
        text = path.read_text(encoding="utf-8")
        head = f"diff --git a/{target} b/{target}\nnew file mode 100644\n"
        yield head + (_diff("", text, "/dev/null", f"b/{target}") if text else "")


def _changed(project: Project, module: Module, change: Change) -> str:
    before = (project.root / module.path).read_bytes().decode()
    after = change(before)
    head = f"diff --git a/{module.path} b/{module.path}\n"
    return head + _diff(before, after, f"a/{module.path}", f"b/{module.path}")


def _with_app(text: str) -> str:
    return text + ("" if text.endswith("\n") else "\n") + _SETTINGS


def _with_urls(text: str) -> str:
    return text + ("" if text.endswith("\n") else "\n") + _URLS


def _requirement(project: Project) -> Iterator[str]:
    path = project.root / "requirements.txt"
    if not path.is_file():
        return
    before = path.read_bytes().decode()
    if "pyjwt" in before.lower():
        return
    after = before + ("" if before.endswith("\n") else "\n") + _REQUIREMENT + "\n"
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


def _apps_module(project: Project) -> Module:
    """The settings module that INSTALLED_APPS is written in, so that every variant of the settings
    has the app."""
    start = _settings(project)
    cut = Cut(project, frozenset())
    for module in settings_chain(cut, start):
        if cut.outline(module).binds("INSTALLED_APPS"):
            return module
    return start


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
