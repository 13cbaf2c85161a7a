"""`decompose extract`: a standalone Django service from apps of the monolith."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from decompose import sections
from decompose.options import config_option, format_option, interpreter, quiet_option
from decompose_core import codec, project_file
from decompose_core.plan import ExtractionPlan, Outcome
from decompose_core.problem import Failure, refuse
from decompose_core.project_file import ProjectFile

if TYPE_CHECKING:
    from decompose_core.coupling import Coupling
    from decompose_extractor.extract import Boundary, Extraction
    from decompose_source.project import Project

FOLDER = "extracted"


@click.command(short_help="Make a standalone Django service from apps of the monolith.")
@click.argument("name")
@click.option(
    "--app", "apps", metavar="LABEL", multiple=True, help="Take this app; NAME itself by default."
)
@click.option(
    "--project",
    "monolith",
    type=click.Path(path_type=Path, file_okay=False),
    help="The monolith's folder, where decompose.toml names none.",
)
@click.option("--settings", metavar="MODULE", help="The monolith's settings module.")
@click.option("--output", type=click.Path(path_type=Path), help="The service's folder.")
@click.option(
    "--python",
    type=click.Path(path_type=Path),
    help="The interpreter that has the monolith's packages.",
)
@click.option("--dry-run", is_flag=True, help="Print the plan and write nothing.")
@format_option("text", "json")
@config_option
@quiet_option
def command(
    name: str,
    apps: tuple[str, ...],
    monolith: Path | None,
    settings: str | None,
    output: Path | None,
    python: Path | None,
    dry_run: bool,
    output_format: str,
    config: Path | None,
    quiet: bool,
) -> None:
    """Cut the service NAME out of the monolith.

    The boundary is that of decompose.toml; where there is none, the app NAME or those given with
    --app. The service's
    section is added to decompose.toml. The monolith is never changed: its side is monolith.patch in
    the service's folder.
    """
    from decompose_extractor.extract import extract, plan
    from decompose_extractor.writing import check_target
    from decompose_source.project import read_project

    place = _place(config, monolith, settings)
    target = _target(place, name, output)
    if not dry_run:
        check_target(target)
    project = read_project(place.monolith, settings=place.settings)
    boundary = _boundary(place, name, apps)
    couplings = _couplings(project)
    if dry_run:
        _print(plan(project, boundary, couplings, python=interpreter(python)), output_format)
        return
    made = extract(project, boundary, couplings, python=interpreter(python))
    said = _write(place, target, made)
    if output_format == "json":
        _print(made.plan, output_format)
    elif not quiet:
        click.echo(said)


def _write(place: _Place, target: Path, made: Extraction) -> str:
    """Write the service and its section of decompose.toml; return what there is to say."""
    from decompose_extractor.writing import write_service

    before = _last_plan(target)
    changed = write_service(target, made.content)
    text, kept = sections.with_service(
        place.text, made.plan, _relative(target, place.file.parent), before
    )
    if text != place.text or not place.file.exists():
        sections.write(place.file, text)
    said = [_summary(made.plan, len(changed), _relative(target, Path.cwd()))]
    if added := sections.added_lines(place.text, text).strip():
        said.append(f"\nAdded to {place.file.name}:\n\n{added}")
    said += [
        f"To look at: {place.file.name} keeps a route or writer that the monolith no longer has,"
        f" since it was edited: {each}"
        for each in kept
    ]
    return "\n".join(said)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where everything is: the project file with its text, and the monolith."""

    file: Path
    text: str
    monolith: Path
    settings: str | None
    project: ProjectFile | None


def _place(config: Path | None, monolith: Path | None, settings: str | None) -> _Place:
    file = config or project_file.find(Path.cwd())
    if file is not None:
        project = project_file.read(file)
        root = monolith.resolve() if monolith else project.monolith_root
        named = settings or (project.monolith.settings if root == project.monolith_root else None)
        return _Place(file, file.read_text(encoding="utf-8"), root, named, project)
    if monolith is None:
        raise refuse(
            f"there is no {project_file.NAME} here or in a folder above",
            hint="name the monolith's folder with --project",
        )
    file = Path.cwd() / project_file.NAME
    text = sections.new_file(_relative(monolith, file.parent), settings)
    return _Place(file, text, monolith.resolve(), settings, None)


def _boundary(place: _Place, name: str, apps: tuple[str, ...]) -> Boundary:
    from decompose_extractor.extract import Boundary

    known = place.project.boundaries.get(name) if place.project else None
    if known is None:
        return Boundary(name, apps or (name,))
    if known.models and not known.apps:
        raise refuse(
            f"the boundary {name!r} names models; only whole apps can be extracted yet",
            hint=f"write apps = [...] in [boundaries.{name}] of {place.file.name}",
        )
    return Boundary(name, apps or known.apps, known.seams)


def _target(place: _Place, name: str, output: Path | None) -> Path:
    if not name.isidentifier():
        raise refuse(
            f"{name!r} is no name for a service", hint="use letters, digits and underscores"
        )
    if output is not None:
        return output.resolve()
    if place.project is not None and name in place.project.services:
        return place.project.service_root(name)
    return place.file.parent / FOLDER / name


def _last_plan(target: Path) -> ExtractionPlan | None:
    """The plan by which the service was extracted last, if it can still be read."""
    try:
        return codec.loads(ExtractionPlan, (target / "plan.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, Failure):
        return None


def _couplings(project: Project) -> tuple[Coupling, ...]:
    """Ask the analyzer: it knows more kinds of couplings than the extractor meets on its way."""
    from decompose_analyzer.analyze import analyze_project

    return analyze_project(project).couplings


def _print(plan: ExtractionPlan, output_format: str) -> None:
    click.echo(codec.dumps(plan).rstrip() if output_format == "json" else _text(plan))


def _text(plan: ExtractionPlan) -> str:
    lines = [f"Extracting {plan.service} would write {len(plan.steps)} files:", ""]
    for each in plan.steps:
        origin = f"  from {each.origin}" if each.origin and each.origin != each.path else ""
        lines.append(f"  {each.action:<9}{each.path}{origin}")
    lines += ["", "Tables:", ""]
    for table in plan.tables:
        kind = "moves" if table.moved else "replica"
        lines.append(f"  {kind:<9}{table.name}")
    return "\n".join([*lines, "", _settled(plan), *_unresolved(plan)])


def _summary(plan: ExtractionPlan, changed: int, folder: str) -> str:
    moved = sum(each.moved for each in plan.tables)
    files = f"{len(plan.steps)} files, {changed} changed"
    lines = [
        f"Extracted {plan.service} into {folder}: {files}.",
        f"{moved} tables move, {len(plan.tables) - moved} are replicas.",
        _settled(plan),
        *_unresolved(plan),
        f"Read {folder}/EXTRACTION.md, then run `decompose verify {plan.service}`.",
    ]
    return "\n".join(lines)


def _settled(plan: ExtractionPlan) -> str:
    counts = {each: sum(s.outcome is each for s in plan.settled) for each in Outcome}
    said = ", ".join(f"{count} {outcome.value}" for outcome, count in counts.items())
    return f"{len(plan.settled)} places at the boundary: {said}."


def _unresolved(plan: ExtractionPlan) -> list[str]:
    return [f"To look at: {each}" for each in plan.unresolved]


def _relative(path: Path, start: Path) -> str:
    return Path(os.path.relpath(path.resolve(), start.resolve())).as_posix()
