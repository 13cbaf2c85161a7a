"""The use case: from a project and a boundary to a plan, and from the plan to a service."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from decompose_core import codec
from decompose_core.coupling import Coupling
from decompose_core.plan import ExtractionPlan, Step
from decompose_core.problem import Level, refuse
from decompose_core.project_file import Strategy
from decompose_extractor.blueprint import Blueprint, draw
from decompose_extractor.cut import Cut, is_test
from decompose_extractor.decided import check_seams
from decompose_extractor.emit import emit
from decompose_extractor.environment import installed
from decompose_extractor.link_files import APP
from decompose_extractor.migrations import object_migrations, write_migrations
from decompose_extractor.monolith_patch import PATCH, monolith_patch
from decompose_extractor.page import extraction_page
from decompose_extractor.planning import make_plan
from decompose_extractor.postgres_features import PACKAGE
from decompose_source.project import Project

PLAN = "plan.json"
PAGE = "EXTRACTION.md"
_LATER = (f"{APP}/migrations/", f"{PACKAGE}/")
OBJECTS = "migrations/0002_database_objects.py"


@dataclass(frozen=True, slots=True)
class Boundary:
    """A service to make: its name, the apps it takes, and what was decided about its seams."""

    name: str
    apps: tuple[str, ...]
    seams: Mapping[str, Strategy] = field(default_factory=dict[str, "Strategy"])


@dataclass(frozen=True, slots=True)
class Extraction:
    """A plan, and the files that carry it out."""

    plan: ExtractionPlan
    content: Mapping[str, bytes]


def plan(
    project: Project,
    boundary: Boundary,
    couplings: Iterable[Coupling] = (),
    *,
    python: str = sys.executable,
) -> ExtractionPlan:
    """Say what an extraction would do.

    Raises:
        Refused: the boundary can't be cut out of this project.
    """
    blueprint, content, steps = _prepare(project, boundary, python)
    steps = [*steps, *_later_steps(blueprint, _expected_migrations(blueprint))]
    del content
    return make_plan(blueprint, couplings, steps)


def extract(
    project: Project,
    boundary: Boundary,
    couplings: Iterable[Coupling] = (),
    *,
    python: str = sys.executable,
) -> Extraction:
    """Make a service in memory, its migrations included.

    Raises:
        Refused: the boundary can't be cut out of this project.
        OutsideFailed: Django could not start what was made.
    """
    blueprint, content, steps = _prepare(project, boundary, python)
    # These hang on the migrations that Django writes now.
    first = {path: data for path, data in content.items() if not path.startswith(_LATER)}
    migrations = _migrations(
        blueprint, write_migrations(first, _packages(blueprint), python=python)
    )
    content |= migrations
    later = _later_steps(blueprint, migrations)
    made = make_plan(blueprint, couplings, [*steps, *later])
    content[PLAN] = codec.dumps(made).encode()
    content[PAGE] = extraction_page(blueprint, made).encode()
    content[PATCH] = monolith_patch(blueprint).encode()
    return Extraction(made, content)


def _prepare(
    project: Project, boundary: Boundary, python: str
) -> tuple[Blueprint, dict[str, bytes], list[Step]]:
    _check(project, boundary)
    _check_files(project, boundary)
    cut = Cut(project, frozenset(boundary.apps), boundary.seams)
    check_seams(cut)
    blueprint = draw(boundary.name, cut, installed(python))
    files = emit(blueprint)
    return blueprint, dict(files.content), list(files.steps.values())


def _check(project: Project, boundary: Boundary) -> None:
    labels = {each.label for each in project.apps}
    if not labels:
        raise refuse(
            f"no installed apps were found in {project.root}",
            hint="name the settings module with --settings, or in [monolith] of decompose.toml",
        )
    for each in boundary.apps:
        if each not in labels:
            raise refuse(
                f"there is no app {each!r} in {project.root}",
                hint=f"apps there: {', '.join(sorted(labels))}",
            )


def _check_files(project: Project, boundary: Boundary) -> None:
    """Refuse to move an app that can't be read whole: what its other files need is not known."""
    broken = [
        found
        for each in sorted(project.modules.values(), key=lambda each: each.path)
        if not is_test(each.name) and project.app_of(each) in boundary.apps
        for found in each.problems
        if found.severity >= Level.WARNING
    ]
    if broken:
        more = f" (and {len(broken) - 1} more places of these apps)" if len(broken) > 1 else ""
        raise refuse(
            f"{broken[0].message}: what it needs is not known{more}",
            location=broken[0].location,
            hint=f"{broken[0].hint or 'correct it'}, and extract again",
        )


def _packages(blueprint: Blueprint) -> dict[str, str]:
    """The folder of each app that gets a migration."""
    here = {*blueprint.cut.moved, *(each.partition(".")[0] for each in blueprint.closure.replicas)}
    return {
        each.label: each.name.replace(".", "/")
        for each in blueprint.cut.project.apps
        if each.label in here
    }


def _migrations(blueprint: Blueprint, first: Mapping[str, bytes]) -> dict[str, bytes]:
    """The migrations that Django wrote, and those of what is no table."""
    tables = {
        each.db_table.lower(): each.label.partition(".")[0]
        for each in blueprint.cut.project.models
        if each.label in blueprint.closure.replicas or not blueprint.cut.is_staying(each.label)
    }
    more = object_migrations(blueprint.objects, _packages(blueprint), tables, first)
    return {**first, **{path: text.encode() for path, text in more}}


def _expected_migrations(blueprint: Blueprint) -> list[str]:
    """The migrations as far as they are known before Django has written them."""
    folders = _packages(blueprint)
    return [
        *(f"{folder}/migrations/0001_initial.py" for folder in folders.values()),
        *(f"{folders[label]}/{OBJECTS}" for label in blueprint.objects.labels),
    ]


def _later_steps(blueprint: Blueprint, migrations: Iterable[str]) -> list[Step]:
    labels = {folder: label for label, folder in _packages(blueprint).items()}
    steps: list[Step] = []
    for path in sorted(migrations):
        folder, _, name = path.rpartition("/migrations/")
        if name != "__init__.py":
            what = "what is no table" if name.endswith("database_objects.py") else "tables"
            steps.append(Step("generate", path, "", f"{what} of {labels[folder]}"))
    return [
        *steps,
        Step("generate", PAGE, "", "what came along, and how every coupling ends"),
        Step("generate", PATCH, "", "the monolith's side"),
        Step("generate", PLAN, "", "this plan"),
    ]
