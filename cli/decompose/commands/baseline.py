"""`decompose baseline`: accept the crossings that are there, each with a reason."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from decompose.commands.check import analyze_declared, unread_files
from decompose.options import config_option, format_option, load_project, quiet_option
from decompose_core import codec
from decompose_core.files import write_atomic
from decompose_core.problem import refuse


@click.command(short_help="Accept the crossings that are there, with a reason.")
@click.option("--reason", metavar="TEXT", default="", help="Why the new ones are accepted.")
@click.option(
    "--expires",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day on which the new ones are accepted.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@config_option
@format_option()
@quiet_option
def command(
    reason: str,
    expires: datetime | None,
    dry_run: bool,
    config: Path | None,
    output_format: str,
    quiet: bool,
) -> None:
    """Write decompose-baseline.toml: add what is new, drop what is gone, keep all other reasons."""
    from decompose_analyzer import baseline
    from decompose_analyzer.declared import declared
    from decompose_analyzer.gate import crossings

    project = load_project(config)
    last: date | None = expires.date() if expires else None
    if last is not None and last < date.today():
        raise refuse(f"{last} is over", hint="--expires takes the last day on which they may stay")
    path = project.root / baseline.NAME
    before = baseline.read(path)
    analysis = analyze_declared(project)
    found = crossings(declared(project), analysis.couplings)
    places = {key: len(each) for key, each in found.items()}
    unread = sorted(unread_files(analysis))
    after = baseline.updated(before, places, reason=reason.strip(), expires=last, whole=not unread)
    old, new = {each.key: each for each in before}, {each.key: each for each in after}
    came_from = baseline.moved(old, places) if not unread else {}
    added = sum(
        1
        for key in new
        if key not in came_from and (key not in old or old[key].places < new[key].places)
    )
    dropped = len(old.keys() - new.keys() - set(came_from.values()))
    if added and not reason.strip():
        raise refuse(
            f"{_count(added)} new, and each accepted one needs a reason",
            hint="look at them with `decompose check`, then: decompose baseline --reason '...'",
        )
    if not dry_run and (after or path.exists()):
        _write(path, baseline.render(after))
    if output_format == "json":
        counts = {"accepted": len(after), "added": added, "dropped": dropped}
        counts |= {"moved": len(came_from)}
        click.echo(codec.dumps({**counts, "written": not dry_run}), nl=False)
    elif not quiet or dry_run:
        moved = f", {len(came_from)} moved" if came_from else ""
        said = f"{added} added, {dropped} dropped{moved}, {len(after)} accepted in {path.name}"
        click.echo(said)
    if unread and not quiet:
        click.echo(f"nothing was dropped, unreadable: {', '.join(unread)}", err=True)


def _count(number: int) -> str:
    return "1 crossing is" if number == 1 else f"{number} crossings are"


def _write(path: Path, text: str) -> None:
    """Write it with the line ends that it has: a checkout on Windows has others than ours."""
    if path.exists() and b"\r\n" in path.read_bytes():
        text = text.replace("\n", "\r\n")
    try:
        write_atomic(path, text)
    except OSError as error:
        raise refuse(f"can't write {path}: {error.strerror}") from None
