"""`decompose baseline`: accept the crossings that are there, each with a reason."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from decompose.commands.check import analyze_declared
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
    path = project.root / baseline.NAME
    before = baseline.read(path)
    found = crossings(declared(project), analyze_declared(project).couplings)
    places = {key: len(each) for key, each in found.items()}
    last: date | None = expires.date() if expires else None
    after = baseline.updated(before, places, reason=reason.strip(), expires=last)
    old, new = {each.key: each for each in before}, {each.key: each for each in after}
    added = sum(1 for key in new if key not in old or old[key].places < new[key].places)
    dropped = len(old.keys() - new.keys())
    if added and not reason.strip():
        raise refuse(
            f"{added} crossings are new, and each accepted one needs a reason",
            hint="look at them with `decompose check`, then: decompose baseline --reason '...'",
        )
    if not dry_run and (after or path.exists()):
        write_atomic(path, baseline.render(after))
    if output_format == "json":
        counts = {"accepted": len(after), "added": added, "dropped": dropped}
        click.echo(codec.dumps({**counts, "written": not dry_run}), nl=False)
    elif not quiet or dry_run:
        click.echo(f"{added} added, {dropped} dropped, {len(after)} accepted in {path.name}")
