"""`decompose analyze`: what is in a project, what ties it together, what each cut costs."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from decompose.options import quiet_option
from decompose_analyzer import formats
from decompose_core import analysis as analyses
from decompose_core import project_file
from decompose_core.files import write_atomic
from decompose_core.problem import refuse
from decompose_core.project_file import ProjectFile

if TYPE_CHECKING:
    from decompose_analyzer.boundaries import Cut
    from decompose_analyzer.finding import Progress
    from decompose_analyzer.what_if import Question

STATE = ".decompose"
WIDEST = 120  # longer lines are hard to read, however wide the window is


@click.command(short_help="Show what ties the apps of a project together, and what a cut costs.")
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("--settings", metavar="MODULE", help="The settings module, where there are several.")
@click.option("--app", "apps", metavar="LABEL", multiple=True, help="Show each place of this app.")
@click.option(
    "--cut", metavar="LABEL,...", default="", help="Price a cut around these apps or models."
)
@click.option(
    "--seed",
    "seeds",
    metavar="MODEL",
    multiple=True,
    help="Find and price the cheapest cut around these models.",
)
@click.option(
    "--stay", metavar="MODEL", multiple=True, help="With --seed: a model of the other side."
)
@click.option(
    "--history",
    metavar="[DAY]",
    is_flag=False,
    flag_value="",
    help="Add what changed together in Git [since DAY, as 2024-01-31] as evidence.",
)
@click.option(
    "--sql",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Add what `pytest --record-sql FILE` recorded as evidence.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(formats.names()),
    default="text",
    show_default=True,
    help="How to print the result.",
)
@click.option(
    "--output-file",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the result there instead of printing it.",
)
@click.option(
    "--boot",
    is_flag=True,
    help="Also start the project, ask Django itself, and show where that differs.",
)
@click.option(
    "--python",
    "interpreter",
    metavar="VENV",
    type=click.Path(path_type=Path),
    help="The environment with the project's packages, which are read, too; with --boot it runs."
    "  [default: .venv's, or ours]",
)
@click.option("--timing", is_flag=True, help="Put the seconds that it took into the result.")
@quiet_option
def command(  # long: a parameter for each option
    path: Path,
    settings: str | None,
    apps: tuple[str, ...],
    cut: str,
    seeds: tuple[str, ...],
    stay: tuple[str, ...],
    history: str | None,
    sql: Path | None,
    output_format: str,
    output_file: Path | None,
    boot: bool,
    interpreter: Path | None,
    timing: bool,
    quiet: bool,
) -> None:
    """Read the Django project in PATH without running it, and report on it.

    The project is never imported, unless --boot is given; nothing needs to be installed for it.
    Packages in an environment at hand (.venv in PATH, or --python) are read, never run.
    """
    from decompose_analyzer.analyze import analyze, only
    from decompose_analyzer.declared import check_declared
    from decompose_analyzer.evidence import Sources
    from decompose_analyzer.excerpts import excerpts, reader
    from decompose_analyzer.reporting import Page

    started = time.monotonic()
    report = formats.load(output_format)
    if report.whole and output_file is None and sys.stdout.isatty():
        raise refuse(
            f"a report as {output_format} is no text for a terminal",
            hint=f"write it to a file: -o report.{output_format}",
        )
    question = _question(cut, seeds, stay)
    project = _project_of(path)
    with _progress(quiet=quiet) as progress:
        analysis = analyze(
            path,
            settings=settings,
            named=_named(project),
            what_if=question,
            sources=Sources(history, sql),
            boot=_interpreter(path, interpreter, boot=boot),
            packages=_packages(interpreter, boot=boot),
            progress=progress,
        )
    if project is not None:
        check_declared(project, analysis)
    seconds = round(time.monotonic() - started, 2)
    if timing:
        analysis = replace(analysis, stats=replace(analysis.stats, seconds=seconds))
    focus = (question.name,) if question else apps
    shown = only(analysis, focus) if focus else analysis
    colour = output_file is None and _colour()
    page = Page(_width(), colour, focus=focus)
    if report.whole:
        shown = analysis
        page = replace(page, title=path.resolve().name, excerpts=excerpts(analysis, reader(path)))
    _deliver(report.render(shown, page), output_file, colour=colour)
    if project is not None and question is None:
        write_atomic(project.root / STATE / "analysis.json", analyses.to_json(analysis))
    if not quiet:
        click.echo(f"analyzed in {seconds:.1f} s", err=True)


def _question(cut: str, seeds: tuple[str, ...], stay: tuple[str, ...]) -> Question | None:
    """Take the question what a cut would cost, if there is one.

    Raises:
        Refused: the options contradict each other.
    """
    from decompose_analyzer.what_if import Question

    labels = tuple(filter(None, (each.strip() for each in cut.split(","))))
    if cut and not labels:
        raise refuse("--cut names nothing", hint="name apps or models: --cut orders,payments")
    if labels and seeds:
        raise refuse("--cut and --seed are two questions", hint="ask one, then the other")
    if stay and not seeds:
        raise refuse("--stay needs --seed", hint="name a model that leaves: --seed orders.Order")
    return Question(labels, seeds, stay) if labels or seeds else None


def _interpreter(path: Path, chosen: Path | None, *, boot: bool) -> Path | None:
    """Return what to boot the project with; None where it must not run."""
    from decompose_analyzer.boot.ask import default_interpreter

    if not boot:
        return None
    if chosen is not None and chosen.is_dir():
        return chosen / "bin" / "python"
    return chosen or default_interpreter(path)


def _packages(chosen: Path | None, *, boot: bool) -> tuple[Path, ...] | None:
    """Return where the packages of the named environment lie; None where none is named.

    Raises:
        Refused: there are none, and reading them is all that was asked for.
    """
    from decompose_source.installed import site_packages

    if chosen is None:
        return None
    found = site_packages(chosen)
    if not found and not boot:
        hint = "name a virtual environment or its interpreter, as in --python .venv"
        raise refuse(f"found no installed packages at {chosen}", hint=hint)
    return found or None


def _project_of(path: Path) -> ProjectFile | None:
    """Read the nearest decompose.toml, if it is about this very project."""
    found = project_file.find(path) if path.is_dir() else None
    project = project_file.read(found) if found else None
    return project if project and project.monolith_root == path.resolve() else None


def _named(project: ProjectFile | None) -> tuple[Cut, ...]:
    """Take the boundaries that are declared in decompose.toml."""
    from decompose_analyzer.declared import declared

    return declared(project) if project else ()


@contextmanager
def _progress(*, quiet: bool) -> Generator[Progress]:
    """Show what is being done, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield status.update


def _deliver(text: str, path: Path | None, *, colour: bool) -> None:
    if path is None:
        click.echo(text, nl=False, color=colour)
        return
    try:
        write_atomic(path, text)
    except OSError as error:
        raise refuse(
            f"can't write {path}: {error.strerror}", hint="name another file with --output-file"
        ) from None


def _colour() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def _width() -> int:
    return min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
