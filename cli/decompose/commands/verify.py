"""`decompose verify`: the proof that an extracted service stands on its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from decompose.options import (
    config_option,
    format_option,
    interpreter,
    known_service,
    load_project,
    quiet_option,
)
from decompose_core import codec
from decompose_core.problem import refuse

if TYPE_CHECKING:
    from decompose_extractor.verify import Verification


@click.command(short_help="Prove that an extracted service stands on its own.")
@click.argument("name")
@click.option(
    "--python",
    type=click.Path(path_type=Path),
    help="The interpreter that has the monolith's packages.",
)
@click.option(
    "--shared",
    is_flag=True,
    help="Run the service with it too, not in a clean environment of its own requirements.",
)
@click.option("--sqlite", is_flag=True, help="Use SQLite; PostgreSQL by default.")
@format_option("text", "json")
@config_option
@quiet_option
def command(
    name: str,
    python: Path | None,
    shared: bool,
    sqlite: bool,
    output_format: str,
    config: Path | None,
    quiet: bool,
) -> None:
    """Check that the service NAME boots, migrates, has the monolith's tables and passes its own
    tests.

    It runs on empty databases: on the server of DATABASE_URL, or on one that is started for this.
    """
    from decompose.empty_databases import empty_databases
    from decompose_extractor.subject import Subject
    from decompose_extractor.verify import verify

    project = load_project(config)
    folder = project.service_root(known_service(project, name))
    with empty_databases(2, sqlite=sqlite) as (own, monolith):
        theirs = interpreter(python)
        ours = theirs if shared else _clean(folder, theirs, quiet=quiet)
        subject = Subject(name, folder, project.monolith_root, own, monolith, theirs, ours)
        result = verify(subject, lambda step: _say(step, quiet=quiet))
    click.echo(codec.dumps(result).rstrip() if output_format == "json" else _text(result))
    sys.exit(0 if result.passed else 1)


def _clean(folder: Path, python: str, *, quiet: bool) -> str:
    """An interpreter that has what the service's requirements ask for, and nothing else."""
    from decompose_extractor.environment import clean_environment

    file = folder / "requirements.txt"
    if not file.is_file():
        raise refuse(
            f"there is no extracted service in {folder}",
            hint="run `decompose extract` first",
        )
    _say("environment", quiet=quiet)
    return clean_environment(file.read_text(encoding="utf-8"), python)


def _say(step: str, *, quiet: bool) -> None:
    if not quiet and sys.stderr.isatty():
        click.echo(f"{step} ...", err=True)


def _text(result: Verification) -> str:
    lines: list[str] = []
    for each in result.checks:
        first, *rest = each.detail.splitlines() or [""]
        lines.append(f"{'ok' if each.passed else 'FAILED':<8}{each.name:<16}{first}".rstrip())
        lines += [f"{'':<24}{line}" for line in rest]
    tests = result.tests
    lines.append(
        f"tests: {tests.collected} collected, {tests.passed} passed, {tests.failed} failed,"
        f" {tests.skipped} skipped, {tests.edited} files edited"
    )
    lines.append(
        f"{result.service} {'stands on its own' if result.passed else 'does not stand yet'}"
    )
    return "\n".join(lines)
