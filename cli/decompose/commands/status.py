"""`decompose status`: where each service stands on the road, and the next safe step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from decompose.options import config_option, format_option, load_project, quiet_option
from decompose_core import codec
from decompose_core.project_file import ProjectFile, ServiceSection, route_table
from decompose_core.route import MONOLITH

if TYPE_CHECKING:
    from decompose_proxy.admin_client import Running

STEPS = (10, 50, 100)  # the shares a service usually goes through


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """Where one service stands."""

    name: str
    owner: str
    share: float
    shadow: float
    routes: int
    gate: str
    differs: tuple[str, ...]  # where the running proxy is not as the file wants
    next: str


@dataclass(frozen=True, slots=True)
class ProxyStatus:
    """What runs."""

    address: str
    running: bool
    workers: int = 0
    table: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """What `decompose status` prints."""

    services: tuple[ServiceStatus, ...]
    proxy: ProxyStatus


@click.command()
@config_option
@format_option()
@quiet_option
def command(config: Path | None, output_format: str, quiet: bool) -> None:
    """Show where each service stands, and the next safe step."""
    from decompose_proxy.address import parse_listen
    from decompose_proxy.admin_client import AdminClient

    project = load_project(config)
    client = AdminClient(parse_listen(project.proxy.admin))
    running = client.status()
    status = Status(
        tuple(_service(project, name, running) for name in sorted(project.services)),
        ProxyStatus(
            address=str(client.address),
            running=running is not None,
            workers=running.workers if running else 0,
            table=running.table if running else 0,
            problem=running.problem if running else None,
        ),
    )
    if output_format == "json":
        click.echo(codec.dumps(status), nl=False)
    else:
        _print(status, quiet=quiet)


def _service(project: ProjectFile, name: str, running: Running | None) -> ServiceStatus:
    section = project.services[name]
    there = running.services.get(name) if running else None
    return ServiceStatus(
        name=name,
        owner=section.owner,
        share=section.share,
        shadow=section.shadow,
        routes=len(section.routes),
        gate=there.gate if there else "",
        differs=_differences(project, name, running) if running else (),
        next=_next_step(name, section, running=running is not None),
    )


def _differences(project: ProjectFile, name: str, running: Running) -> tuple[str, ...]:
    wanted = {each.id: each for each in route_table(project).routes if each.target == name}
    there = {each.id: each for each in running.routes if each.service == name}
    differences = [f"route {wanted[key].match.pattern} is missing" for key in wanted.keys() - there]
    differences += [f"route {there[key].pattern} is gone" for key in there.keys() - wanted]
    for key in wanted.keys() & there:
        for what in ("share", "shadow", "owner"):
            here, has = getattr(wanted[key], what), getattr(there[key], what)
            if here != has:
                differences.append(f"{wanted[key].match.pattern}: {what} {has}, wanted {here}")
    return tuple(sorted(differences))


def _next_step(name: str, section: ServiceSection, *, running: bool) -> str:
    """Name the command that goes one safe step further."""
    larger = next((each for each in STEPS if each > section.share), 100)
    steps = (
        (
            section.owner != MONOLITH,
            f"decompose rollback {name} goes back, decompose finish {name} ends that option",
        ),
        (not section.routes, f"decompose extract {name}"),
        (not section.urls, f"start the service and write its urls into [services.{name}]"),
        (not running, "decompose proxy"),
        (section.shadow == 0 and section.share == 0, f"decompose shadow {name}"),
        (section.share < 100, f"decompose parity {name}, then decompose shift {name} {larger}"),
    )
    return next((step for holds, step in steps if holds), f"decompose cutover {name}")


def _print(status: Status, *, quiet: bool) -> None:
    proxy = status.proxy
    if proxy.running:
        click.echo(f"proxy     runs, {proxy.workers} worker(s), table {proxy.table}")
        if proxy.problem:
            click.echo("          decompose.toml can't be used, the last good table is in force:")
            click.echo(f"          {proxy.problem}")
    else:
        click.echo(f"proxy     does not run at {proxy.address}")
    if not status.services:
        click.echo("no services yet: decompose extract NAME")
    for each in status.services:
        gate = f", gate {each.gate}" if each.gate else ""
        click.echo(
            f"{each.name:<9} owner {each.owner}, share {each.share:g} %, shadow {each.shadow:g} %, "
            f"{each.routes} routes{gate}"
        )
        for difference in each.differs:
            click.echo(f"          differs: {difference}")
        if not quiet:
            click.echo(f"          next: {each.next}")
