"""The boundaries that decompose.toml declares, checked against the project that was analyzed."""

from __future__ import annotations

from collections.abc import Iterator

from decompose_analyzer.boundaries import Cut
from decompose_core.analysis import Analysis
from decompose_core.location import Location
from decompose_core.problem import Level, Problem, Refused
from decompose_core.project_file import BoundarySection, ProjectFile
from decompose_core.toml_place import line_of


def declared(project: ProjectFile) -> tuple[Cut, ...]:
    """Take the declared boundaries, in order of their names."""
    return tuple(
        Cut(name, frozenset(each.apps), frozenset(each.models))
        for name, each in sorted(project.boundaries.items())
    )


def check_declared(project: ProjectFile, analysis: Analysis) -> None:
    """Check that every boundary names what is there, and that no two take the same.

    Raises:
        Refused: a boundary is empty, names something unknown, or overlaps another one.
    """
    problems = [*_unknown(project, analysis), *_overlaps(project)]
    if problems:
        raise Refused(*problems)


def _unknown(project: ProjectFile, analysis: Analysis) -> Iterator[Problem]:
    apps = sorted(each.label for each in analysis.apps)
    models = sorted(each.label for each in analysis.models if not each.abstract)
    for name, section in sorted(project.boundaries.items()):
        if not section.apps and not section.models:
            yield _problem(project, name, "", "is empty", "name its apps: apps = [...]")
        for label in sorted(set(section.apps) - set(apps)):
            yield _problem(
                project, name, "apps", f"there is no app {label!r}", f"the apps: {', '.join(apps)}"
            )
        for label in sorted(set(section.models) - set(models)):
            near = [each for each in models if each.split(".")[0] == label.split(".")[0]]
            known = ", ".join(near) or "none of that app"
            yield _problem(
                project, name, "models", f"there is no model {label!r}", f"the models: {known}"
            )


def _overlaps(project: ProjectFile) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    for name, section in sorted(project.boundaries.items()):
        for label in sorted(_members(section)):
            if label in taken:
                message = f"{label} is in the boundary {taken[label]!r} already"
                yield _problem(project, name, "", message, "leave it in one of the two")
            taken.setdefault(label, name)


def _members(section: BoundarySection) -> set[str]:
    return {*section.apps, *section.models}


def _problem(project: ProjectFile, name: str, key: str, message: str, hint: str) -> Problem:
    path = f"boundaries.{name}.{key}" if key else f"boundaries.{name}"
    text = project.path.read_text(encoding="utf-8")
    place = Location(project.path.name, line_of(text, path))
    return Problem(Level.ERROR, f"boundaries.{name}: {message}", place, hint)
