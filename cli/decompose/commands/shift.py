"""`decompose shift`: which percentage of the readers a service answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from decompose.options import (
    config_option,
    format_option,
    known_service,
    load_project,
    quiet_option,
)
from decompose_core.problem import outside_failed, refuse
from decompose_core.project_file import ProjectFile

if TYPE_CHECKING:
    from decompose.edit import Key
    from decompose_proxy.admin_client import Running


@click.command()
@click.argument("name")
@click.argument("percent", type=float)
@click.option("--route", metavar="PATTERN", help="Shift the routes of this pattern only.")
@config_option
@format_option()
@quiet_option
def command(
    name: str,
    percent: float,
    route: str | None,
    config: Path | None,
    output_format: str,
    quiet: bool,
) -> None:
    """Let service NAME answer PERCENT of the readers, from 0 to 100.

    Writes the share into decompose.toml and, where a proxy runs, waits until it has taken it up.
    Raising a share only adds readers, lowering it only takes away those that came last. Writes stay
    with the owner of the tables.
    """
    project = load_project(config)
    known_service(project, name)
    if not 0 <= percent <= 100:
        raise refuse(f"{percent:g} is no percentage from 0 to 100")
    before = _write(project, name, percent, route)
    running = _confirm(load_project(project.path), name)
    if running is not None and not quiet and output_format == "text":
        click.echo(f"the running proxy has it (table {running.table})", err=True)
    if output_format == "json":
        document = {
            "service": name,
            "route": route,
            "before": before,
            "after": percent,
            "proxy": "confirmed" if running else "not running",
        }
        click.echo(json.dumps(document, indent=2))
        return
    what = f"{name} {route}" if route else name
    click.echo(f"{what}: {before:g} % -> {percent:g} %")
    if running is None and not quiet:
        click.echo("no proxy runs; it takes the share up when it starts", err=True)


def _write(project: ProjectFile, name: str, percent: float, route: str | None) -> float:
    """Write the share; return the one before."""
    from decompose.edit import percentage, set_value
    from decompose_core.project_file import parse
    from decompose_proxy.table import compile_snapshot

    service = project.services[name]
    places: list[tuple[Key, ...]] = [("services", name, "share")]
    before = service.share
    if route is not None:
        numbers = [n for n, each in enumerate(service.routes) if each.pattern == route]
        if not numbers:
            known = "\n  ".join(sorted({each.pattern for each in service.routes})) or "none"
            raise refuse(f"service {name!r} has no route {route!r}", hint=f"its routes:\n  {known}")
        places = [("services", name, "routes", number, "share") for number in numbers]
        first = service.routes[numbers[0]].share
        before = service.share if first is None else first
    if percent > 0 and not service.urls:
        raise refuse(
            f"service {name!r} has no address",
            hint=f'add urls = ["http://127.0.0.1:8002"] to [services.{name}]',
        )
    text = project.path.read_text(encoding="utf-8")
    compile_snapshot(parse(text, project.path), text, 1)  # a table no proxy takes is not written
    for place in places:
        set_value(project.path, place, percentage(percent))
    return before


def _confirm(project: ProjectFile, name: str) -> Running | None:
    """Wait until a running proxy has the file's shares.

    Raises:
        OutsideFailed: it runs but does not take them.
    """
    from decompose_core.project_file import route_table
    from decompose_proxy import admin_token
    from decompose_proxy.address import parse_listen
    from decompose_proxy.admin_client import AdminClient

    wanted = {each.id: each.share for each in route_table(project).routes if each.target == name}
    client = AdminClient(parse_listen(project.proxy.admin), admin_token.read(project.state))

    def holds(running: Running) -> bool:
        shares = {each.id: each.share for each in running.routes if each.service == name}
        return shares == wanted

    running = client.wait_until(holds)
    if running is not None and not holds(running):
        raise outside_failed(
            f"the proxy at {client.address} has not taken the share up"
            + (f": {running.problem}" if running.problem else ""),
            hint="does it run with this decompose.toml? `decompose status` shows what it has",
        )
    return running
