"""`decompose data`: the live replica of the monolith's tables in a service's database."""

from __future__ import annotations

from collections.abc import Callable
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

if TYPE_CHECKING:
    from decompose_migrator.link import Link
    from decompose_migrator.status import Status
    from decompose_migrator.verify import Verified


@click.group()
def command() -> None:
    """Follow a monolith's tables into a service's database, and prove the copy equal."""


@command.command()
@click.argument("name")
@click.option("--wait", type=float, metavar="SECONDS", help="Wait for the copy, at most so long.")
@click.option("--empty", is_flag=True, help="Delete rows that only the service's tables have.")
@config_option
@format_option()
@quiet_option
def follow(
    name: str,
    wait: float | None,
    empty: bool,
    config: Path | None,
    output_format: str,
    quiet: bool,
) -> None:
    """Keep service NAME's database a live replica of the monolith's tables.

    Sets up what is missing and leaves the rest alone, so it can be run again at any time.
    """
    from decompose_migrator.follow import follow as set_up
    from decompose_migrator.follow import wait_until_following

    link, say = _link(config, name), _progress(quiet)
    done = set_up(link, empty=empty, say=say)
    if wait is not None:
        wait_until_following(link, seconds=wait, say=say)
    how_far = "are being copied" if wait is None else "follow the monolith's"
    changed = "" if done.steps else "; everything stood already"
    _print(done, output_format, (f"{name}: {len(link.tables)} tables {how_far}{changed}",))


@command.command()
@click.argument("name")
@config_option
@format_option()
@quiet_option
@click.pass_context
def status(
    ctx: click.Context, name: str, config: Path | None, output_format: str, quiet: bool
) -> None:
    """Show how far service NAME's copy is, and what stops it; exit 1 where something does."""
    from decompose_migrator.status import read_status

    found = read_status(_link(config, name))
    _print(found, output_format, _status_lines(found))
    if found.state != "following" or found.problems:
        ctx.exit(1)


@command.command()
@click.argument("name")
@click.option(
    "--wait",
    type=float,
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long the service may take to catch up.",
)
@config_option
@format_option()
@quiet_option
@click.pass_context
def verify(
    ctx: click.Context,
    name: str,
    wait: float,
    config: Path | None,
    output_format: str,
    quiet: bool,
) -> None:
    """Compare every followed row of service NAME with the monolith's; exit 1 where one differs."""
    from decompose_migrator.verify import verify as compare

    verified = compare(_link(config, name), seconds=wait)
    _print({"service": name, "tables": verified}, output_format, _verify_lines(verified))
    if not all(each.equal for each in verified):
        ctx.exit(1)


@command.command()
@click.argument("name")
@config_option
@format_option()
@quiet_option
def unfollow(name: str, config: Path | None, output_format: str, quiet: bool) -> None:
    """End service NAME's replication on both sides; the copied rows stay."""
    from decompose_migrator.unfollow import unfollow as take_down

    link = _link(config, name)
    done = take_down(link)
    _print(done, output_format, done.steps or (f"nothing of {link.name} stands, nothing to do",))


def _link(config: Path | None, name: str) -> Link:
    from decompose_migrator.link import read_link

    project = load_project(config)
    return read_link(project, known_service(project, name))


def _progress(quiet: bool) -> Callable[[str], None]:
    return (lambda _: None) if quiet else (lambda line: click.echo(line, err=True))


def _print(result: object, output_format: str, lines: tuple[str, ...]) -> None:
    from decompose_core import codec

    if output_format == "json":
        click.echo(codec.dumps(result), nl=False)
    else:
        for line in lines:
            click.echo(line)


def _status_lines(found: Status) -> tuple[str, ...]:
    lag = "unknown" if found.lag_bytes is None else f"{found.lag_bytes} bytes"
    kept = "none" if found.kept_bytes is None else f"{found.kept_bytes} bytes"
    return (
        f"{found.service}: {found.state}, behind by {lag}, log kept for it: {kept}",
        *(
            f"  {each.name:40} {'moves' if each.moved else 'replica':8} {each.state}"
            for each in found.tables
        ),
        *(str(each) for each in found.problems),
    )


def _verify_lines(verified: tuple[Verified, ...]) -> tuple[str, ...]:
    lines: list[str] = []
    for each in verified:
        verdict = "equal" if each.equal else f"{each.damaged} rows differ"
        if each.unsettled:
            verdict += f", {each.unsettled} kept changing; run again to settle them"
        lines.append(f"{each.table:40} {each.rows:>10} rows  {verdict}")
        for kind in ("missing", "extra", "changed"):
            if keys := getattr(each, kind):
                lines.append(f"  {kind}: {', '.join(keys)}")
    return tuple(lines)
