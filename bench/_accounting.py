"""Which misses a listed unresolved place accounts for, judged strictly.

A place accounts for a miss if it is of the miss's own kind and stands where the miss comes from: in
the file of the model, view, receiver or task, or, where that is put together elsewhere, in the
app's own start, URLconf or models. A place that only happens to lie in the same app does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from _score import Row

from decompose_core.problem import Problem
from decompose_source.project import Project
from decompose_source.start import UNSEEN

ACCOUNTED = (
    "A miss is accounted for if the analysis lists the place that causes it: one that names the "
    "thing itself or the route above it, or code of the same kind (models, routes, receivers, "
    "tasks) that could not be evaluated in the file where the thing stands or where its app puts "
    "such things together. All others are silent."
)
Miss = tuple[str, tuple[str, ...]]
_ANYTHING = ("could not be evaluated", "too many steps", "nests too deep", "can't parse")
# What a message says if it is about the kind; modules where an app puts such things together.
_ABOUT: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "schema": (("a base", "the target of", "in no installed app"), ("models", "apps")),
    "endpoints": (("pattern", "view", "can't include", "URLconf"), ("urls", "routers", "apps")),
    "signals": (("connects", "receives"), ("signals", "receivers", "handlers", "apps", "models")),
    "tasks": (("task",), ("tasks", "celery", "apps")),
}
_SCHEMA = frozenset({"models", "tables", "fields", "relations"})
_ROUTE = re.compile(r"(?:patterns under|view of) '([^']*)'")


def silent_misses(project: Project, rows: list[Row]) -> list[Miss]:
    """The misses that no listed place accounts for."""
    missed = [(row.kind, item) for row in rows for item in row.missed]
    return [each for each in missed if not any(_all(project, *each))]


def _all(project: Project, kind: str, item: tuple[str, ...]) -> Iterator[bool]:
    for problem in project.problems:
        yield _accounts(project, kind, item, problem)


def _accounts(project: Project, kind: str, item: tuple[str, ...], problem: Problem) -> bool:
    text = problem.message
    if kind == "apps":
        return "INSTALLED_APPS" in text or "AppConfig" in text
    if kind == "signals" and text.startswith(UNSEEN):
        return item[1].partition(".")[0] in _last_names(text)
    if kind == "endpoints" and (found := _ROUTE.search(text)) is not None:
        prefix = re.sub(r"[\^$]", "", found[1]).lstrip("/")
        return bool(prefix) and item[0].startswith(prefix)
    name = item[0].partition(".")[2] if kind in _SCHEMA else ""
    named = bool(name) and re.search(rf"\b{re.escape(name)}\b", text) is not None
    return named or _stands_there(project, kind, item, problem)


def _stands_there(project: Project, kind: str, item: tuple[str, ...], problem: Problem) -> bool:
    """Whether the place is about the miss's kind, and in its file or where its app makes such."""
    words, modules = _ABOUT["schema" if kind in _SCHEMA else kind]
    about = any(each in problem.message for each in (*words, *_ANYTHING))
    path = problem.location.path if problem.location is not None and about else ""
    module = project.sources.by_path.get(path)
    if module is None:
        return False
    dotted = _module_of(project, kind, item)
    app = item[0].partition(".")[0] if kind in _SCHEMA else project.app_of(dotted)
    here = {each.rstrip("s") for each in module.name.split(".")}
    puts_together = not here.isdisjoint(each.rstrip("s") for each in modules)
    return module.name == dotted or (puts_together and project.app_of(module) == app)


def _module_of(project: Project, kind: str, item: tuple[str, ...]) -> str:
    """The module in which what was missed is written, as far as that is known."""
    if kind in _SCHEMA:
        model = project.model(item[0])
        return model.dotted.rpartition(".")[0] if model is not None else ""
    dotted = item[-1] if kind != "tasks" else item[0]
    while dotted and dotted not in project.modules:
        dotted = dotted.rpartition(".")[0]
    return dotted


def _last_names(text: str) -> set[str]:
    listed = text.removeprefix(UNSEEN).split(",")
    return {each.strip().removesuffix(".apps").rpartition(".")[2] for each in listed}
