"""`decompose check`: the gate for CI; fails on what is new across a declared boundary."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from decompose.options import cache_options, config_option, load_project, quiet_option
from decompose_analyzer import gate_formats
from decompose_core.files import write_atomic
from decompose_core.location import Location
from decompose_core.problem import Level, refuse
from decompose_core.project_file import ProjectFile

UNREAD = ("can't be read", "can't be parsed", "can't parse", "is larger", "is no regular file")

if TYPE_CHECKING:
    from decompose_analyzer.gate import Finding, Scope, Verdict
    from decompose_core.analysis import Analysis


@click.command(short_help="Fail on new crossings of a declared boundary.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@config_option
@click.option(
    "--format",
    "output_format",
    type=click.Choice(gate_formats.names()),
    default="text",
    show_default=True,
    help="How to print the result; the exit code is the same in each.",
)
@click.option(
    "--output-file",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the result there instead of printing it.",
)
@cache_options
@quiet_option
def command(
    files: tuple[Path, ...],
    config: Path | None,
    output_format: str,
    output_file: Path | None,
    no_cache: bool,
    cache_dir: Path | None,
    quiet: bool,
) -> None:
    """Compare the crossings of the boundaries in decompose.toml with the accepted ones.

    Fails on a new crossing, on an accepted one that is gone, and on one whose time is over. With
    FILES (or folders) only what these hold is judged, and nothing that is gone.
    """
    from decompose_analyzer import baseline
    from decompose_analyzer.declared import declared
    from decompose_analyzer.gate import judge

    project = load_project(config)
    analysis = analyze_declared(project, cache_dir=cache_dir, cached=not no_cache)
    entries = baseline.read(project.root / baseline.NAME)
    scope = _scope(project, analysis, files)
    verdict = judge(declared(project), analysis.couplings, entries, today=date.today(), scope=scope)
    text = gate_formats.load(output_format).render(_in_repository(verdict, project))
    if output_file is None:
        click.echo(text, nl=False)
    else:
        _write(output_file, text)
    if scope.unread and not quiet:
        files_unread = ", ".join(sorted(scope.unread))
        click.echo(f"not judged whether entries are stale, unreadable: {files_unread}", err=True)
    sys.exit(0 if verdict.passed else 1)


def analyze_declared(
    project: ProjectFile, *, cache_dir: Path | None = None, cached: bool = False
) -> Analysis:
    """Analyze the project whose boundaries are declared, or take what was kept of an earlier run.

    Raises:
        Refused: there is none, or a boundary makes no sense.
    """
    if not project.boundaries:
        raise refuse(
            f"no boundary is declared in {project.path.name}",
            location=Location(project.path.name),
            hint='declare one: [boundaries.orders] with apps = ["orders"]',
        )
    from decompose_analyzer.declared import check_declared

    analysis = _analysis(project, cache_dir) if cached else _analyzed(project)
    check_declared(project, analysis)
    return analysis


def _analysis(project: ProjectFile, cache_dir: Path | None) -> Analysis:
    from decompose_analyzer.kept import WHOLE, kept_results
    from decompose_core.analysis import from_json, to_json

    question = repr(("check", project.monolith.settings))
    kept = kept_results(project.monolith_root, None, question, cache_dir)
    text = kept.find(WHOLE) if kept else None
    if text is not None:
        return from_json(text)
    analysis = _analyzed(project)
    if kept:
        kept.keep({WHOLE: to_json(analysis)})
    return analysis


def _analyzed(project: ProjectFile) -> Analysis:
    from decompose_analyzer.analyze import analyze
    from decompose_analyzer.workers import processors

    return analyze(project.monolith_root, settings=project.monolith.settings, jobs=processors())


def unread_files(analysis: Analysis) -> frozenset[str]:
    """Name the files that could not be read: what they hold is not known to be gone."""
    return frozenset(
        each.location.path
        for each in analysis.problems
        if each.severity >= Level.WARNING and each.location and each.message.startswith(UNREAD)
    )


def _scope(project: ProjectFile, analysis: Analysis, files: tuple[Path, ...]) -> Scope:
    from decompose_analyzer.gate import Scope

    root = project.monolith_root
    named: set[str] = set()
    for each in files:
        path = each.resolve()
        below = path.rglob("*") if path.is_dir() else [path]
        named |= {one.relative_to(root).as_posix() for one in below if one.is_relative_to(root)}
    return Scope(frozenset(named) if files else None, unread_files(analysis))


def _in_repository(verdict: Verdict, project: ProjectFile) -> Verdict:
    """Name files as the repository's top sees them: there CI looks for them."""
    from decompose_analyzer.gate import CROSSING

    folders = (project.root, *project.root.parents)
    top = next((each for each in folders if (each / ".git").exists()), project.root).resolve()
    moved: list[Finding] = []
    for each in verdict.findings:
        start = project.monolith_root if each.rule.startswith(CROSSING) else project.root
        path = (start / each.location.path).resolve()
        if path.is_relative_to(top):
            place = replace(each.location, path=path.relative_to(top).as_posix())
            moved.append(replace(each, location=place))
        else:
            moved.append(each)
    return replace(verdict, findings=tuple(moved))


def _write(path: Path, text: str) -> None:
    try:
        write_atomic(path, text)
    except OSError as error:
        raise refuse(
            f"can't write {path}: {error.strerror}", hint="name another file with --output-file"
        ) from None
