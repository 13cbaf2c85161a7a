"""`decompose analyze`: what is in a project, what ties it together, what each cut costs."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from decompose.options import cache_options, jobs_option, quiet_option
from decompose_analyzer import formats
from decompose_core import project_file
from decompose_core.files import write_atomic
from decompose_core.problem import refuse
from decompose_core.project_file import ProjectFile

if TYPE_CHECKING:
    from decompose_analyzer.boundaries import Cut
    from decompose_analyzer.finding import Progress
    from decompose_analyzer.kept import Kept
    from decompose_analyzer.question import Question
    from decompose_analyzer.reporting import Page, Report
    from decompose_core.analysis import Analysis

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
@jobs_option
@cache_options
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
    jobs: int | None,
    no_cache: bool,
    cache_dir: Path | None,
    quiet: bool,
) -> None:
    """Read the Django project in PATH without running it, and report on it.

    The project is never imported, unless --boot is given; nothing needs to be installed for it.
    Packages in an environment at hand (.venv in PATH, or --python) are read, never run.
    """
    from decompose_analyzer.kept import WHOLE
    from decompose_analyzer.reporting import Page

    started = time.monotonic()
    if output_file is None and sys.stdout.isatty() and formats.load(output_format).whole:
        raise refuse(
            f"a report as {output_format} is no text for a terminal",
            hint=f"write it to a file: -o report.{output_format}",
        )
    question = _question(cut, seeds, stay)
    if question and apps:
        raise refuse(
            "--app beside --cut or --seed", hint="ask for the places of the app in a run of its own"
        )
    project = _project_of(path)
    python = _interpreter(path, interpreter, boot=boot)
    packages = _packages(interpreter, boot=boot)
    focus = (question.name,) if question else apps
    colour = output_file is None and _colour()
    page = Page(_width(), colour, focus=focus)
    asked = _Asked(path, settings, project, question, history, sql, python, packages)
    is_whole = output_format == "json" and not focus
    part = WHOLE if is_whole else f"{output_format} {page}"
    state = project.root / STATE / "analysis.json" if project and not question else None
    kept = _kept(asked, cache_dir) if not (no_cache or timing) else None
    text = kept.find(part) if kept else None
    whole = kept.find(WHOLE) if kept and (text is None or state) else None
    made = text is None or (state is not None and whole is None)
    if text is None or made:
        from decompose_core.analysis import to_json

        with _progress(quiet=quiet) as progress:
            analysis = _analysis(asked, whole, jobs, progress)
        if timing:
            taken = round(time.monotonic() - started, 2)
            analysis = replace(analysis, stats=replace(analysis.stats, seconds=taken))
        whole = whole or (to_json(analysis) if kept or state or is_whole else "")
        text = whole if is_whole else _render(asked, analysis, formats.load(output_format), page)
        if kept:
            kept.keep({part: text, WHOLE: whole})
    _deliver(text, output_file, colour=colour)
    if state:
        write_atomic(state, whole or text)
    if not quiet:
        again = "" if made else "; nothing had changed"
        click.echo(f"analyzed in {time.monotonic() - started:.1f} s{again}", err=True)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the analysis depends on, beside the files."""

    path: Path
    settings: str | None
    project: ProjectFile | None
    question: Question | None
    history: str | None
    sql: Path | None
    python: Path | None
    packages: tuple[Path, ...] | None


def _kept(asked: _Asked, folder: Path | None) -> Kept | None:
    """Open what was kept, where the files are all that the answer depends on."""
    from decompose_analyzer.kept import kept_results

    if asked.history is not None or asked.sql is not None or asked.python is not None:
        return None
    question = (str(asked.path), asked.settings, asked.project, asked.question)
    return kept_results(asked.path, asked.packages, repr(question), folder)


def _analysis(asked: _Asked, whole: str | None, jobs: int | None, progress: Progress) -> Analysis:
    """Take the analysis from its JSON, if that was kept, or make it."""
    from decompose_analyzer.analyze import analyze
    from decompose_analyzer.declared import check_declared
    from decompose_analyzer.evidence import Sources
    from decompose_analyzer.workers import processors
    from decompose_core.analysis import from_json

    if whole is not None:
        return from_json(whole)
    analysis = analyze(
        asked.path,
        settings=asked.settings,
        named=_named(asked.project),
        what_if=asked.question,
        sources=Sources(asked.history, asked.sql),
        boot=asked.python,
        packages=asked.packages,
        jobs=jobs or processors(),
        progress=progress,
    )
    if asked.project is not None:
        check_declared(asked.project, analysis)
    return analysis


def _render(asked: _Asked, analysis: Analysis, report: Report, page: Page) -> str:
    from decompose_analyzer.analyze import only
    from decompose_analyzer.excerpts import excerpts, reader

    if report.whole:
        found = excerpts(analysis, reader(asked.path))
        page = replace(page, title=asked.path.resolve().name, excerpts=found)
        return report.render(analysis, page)
    return report.render(only(analysis, page.focus) if page.focus else analysis, page)


def _question(cut: str, seeds: tuple[str, ...], stay: tuple[str, ...]) -> Question | None:
    """Take the question what a cut would cost, if there is one.

    Raises:
        Refused: the options contradict each other.
    """
    from decompose_analyzer.question import Question

    labels = tuple(filter(None, (each.strip() for each in cut.split(","))))
    if cut and not labels:
        raise refuse("--cut names nothing", hint="name apps or models: --cut orders,payments")
    if labels and seeds:
        raise refuse("--cut and --seed are two questions", hint="ask one, then the other")
    if stay and not seeds:
        raise refuse("--stay needs --seed", hint="name a model that leaves: --seed orders.Order")
    both = sorted(set(seeds) & set(stay))
    if both:
        raise refuse(f"{both[0]} can't both leave and stay", hint="name it with --seed or --stay")
    return Question(labels, seeds, stay) if labels or seeds else None


def _interpreter(path: Path, chosen: Path | None, *, boot: bool) -> Path | None:
    """Return what to boot the project with; None where it must not run."""
    if not boot:
        return None
    from decompose_analyzer.boot.ask import default_interpreter

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
