"""`decompose shadow`: which percentage of a service's reads is mirrored to it and compared."""

from __future__ import annotations

import json
from pathlib import Path

import click

from decompose.options import (
    config_option,
    format_option,
    known_service,
    load_project,
    quiet_option,
)
from decompose_core.problem import refuse
from decompose_core.project_file import ProjectFile

EVERYTHING = 100.0


@click.command()
@click.argument("name")
@click.argument("percent", type=float, required=False)
@click.option("--off", is_flag=True, help="Mirror nothing; the same as 0.")
@config_option
@format_option()
@quiet_option
def command(
    name: str,
    percent: float | None,
    off: bool,
    config: Path | None,
    output_format: str,
    quiet: bool,
) -> None:
    """Mirror PERCENT of the reads of service NAME to it and compare the answers; all by default.

    Writes the percentage into decompose.toml, where a running proxy takes it up. The client always
    gets the monolith's answer and never waits for the service. `decompose parity` shows the result.
    """
    from decompose.edit import percentage, set_value
    from decompose_proxy import table

    project = load_project(config)
    known_service(project, name)
    table.load(project.path, 1)  # where no proxy takes the table, nothing would be mirrored
    wanted = _wanted(percent, off=off)
    if wanted > 0 and not project.services[name].urls:
        raise refuse(
            f"service {name!r} has no address",
            hint=f'add urls = ["http://127.0.0.1:8002"] to [services.{name}]',
        )
    before = project.services[name].shadow
    set_value(project.path, ("services", name, "shadow"), percentage(wanted))
    if output_format == "json":
        click.echo(json.dumps({"service": name, "before": before, "after": wanted}, indent=2))
        return
    click.echo(f"{name}: shadow {before:g} % -> {wanted:g} %")
    if not quiet:
        for note in _notes(project, name, wanted):
            click.echo(note, err=True)


def _wanted(percent: float | None, *, off: bool) -> float:
    if off and percent not in (None, 0.0):
        raise refuse(f"--off and {percent:g} contradict each other")
    wanted = 0.0 if off else EVERYTHING if percent is None else percent
    if not 0 <= wanted <= 100:
        raise refuse(f"{wanted:g} is no percentage from 0 to 100")
    return wanted


def _notes(project: ProjectFile, name: str, wanted: float) -> list[str]:
    """Say what the percentage will not do."""
    own = [each.pattern for each in project.services[name].routes if each.shadow is not None]
    notes = [f"{pattern} keeps the shadow of its own route" for pattern in own]
    if wanted > 0 and project.services[name].share >= 100:
        notes.append("all readers go to the service already: there is nothing left to mirror")
    elif wanted > 0:
        notes.append(f"then: decompose parity {name}")
    return notes
