"""`decompose replay`: run recorded exchanges against monolith and service and compare."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from decompose.options import config_option, format_option, load_project, quiet_option
from decompose_core import project_file
from decompose_core.problem import refuse
from decompose_core.project_file import ProjectFile

if TYPE_CHECKING:
    from decompose_core.exchange import Exchange
    from decompose_proxy.replay import Replayed


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE...",
)
@click.option(
    "--control", metavar="URL", help="The monolith; the one of decompose.toml by default."
)
@click.option("--candidate", metavar="URL", help="The service; the recorded one's by default.")
@click.option(
    "--login", multiple=True, metavar="USER:PASSWORD", help="Log a recorded user in; repeatable."
)
@click.option("--login-path", default="/accounts/login/", show_default=True, metavar="PATH")
@click.option("--writes", is_flag=True, help="Send writes too, to both sides.")
@click.option(
    "--min",
    "least",
    type=click.FloatRange(0, 1),
    metavar="BOUND",
    help="Fail only when an endpoint's lower bound is below, not on any mismatch.",
)
@config_option
@format_option()
@quiet_option
def command(
    files: tuple[Path, ...],
    control: str | None,
    candidate: str | None,
    login: tuple[str, ...],
    login_path: str,
    writes: bool,
    least: float | None,
    config: Path | None,
    output_format: str,
    quiet: bool,
) -> None:
    """Send the exchanges of FILE... to monolith and service, and compare the answers.

    A recording says who asked, but not by which password: --login names those who may be needed.
    The exit code is 1 when an answer differs.
    """
    from decompose_proxy import exchange_file
    from decompose_proxy.asking import Side
    from decompose_proxy.login import logged_in
    from decompose_proxy.replay import Replay

    project = _project(config)
    exchanges = [each for file in files for each in exchange_file.read(file)]
    if not exchanges:
        raise refuse(f"no exchanges in {', '.join(map(str, files))}")
    with (
        Side(control or _monolith(project)) as monolith,
        Side(candidate or _service(project, exchanges)) as service,
    ):
        sessions = logged_in(monolith, login, path=login_path, project=project)
        replay = Replay(monolith, service, sessions, project, writes)
        hidden = quiet or not sys.stderr.isatty()
        length = len(exchanges)
        with click.progressbar(
            replay.run(exchanges), length, file=sys.stderr, hidden=hidden
        ) as running:
            results = list(running)
    _print(results, output_format, quiet=quiet)
    if not _good_enough(results, least):
        raise click.exceptions.Exit(1)


def _print(results: list[Replayed], output_format: str, *, quiet: bool) -> None:
    from decompose.parity_text import lines
    from decompose_proxy.parity import document, merged

    parity = merged((each.endpoint, each.figures()) for each in results)
    if output_format == "json":
        click.echo(json.dumps(document(parity), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(lines(parity, examples=not quiet)))
    unlike = sum(not each.alike for each in results)
    left_out = sum(each.verdict is None for each in results)
    if not quiet:
        click.echo(f"{len(results)} exchanges: {unlike} unlike, {left_out} not run", err=True)


def _good_enough(results: list[Replayed], least: float | None) -> bool:
    """Judge the result; a recording of which nothing could be run proves nothing."""
    from decompose_proxy.parity import merged

    if all(each.verdict is None for each in results):
        return False
    if least is None:
        return all(each.alike for each in results)
    parity = merged((each.endpoint, each.figures()) for each in results)
    return all(each.lower_bound >= least for each in parity.values() if each.decided)


def _project(config: Path | None) -> ProjectFile | None:
    """Read the project file where there is one: it has the rules, and the addresses."""
    path = config or project_file.find(Path.cwd())
    return load_project(path) if path else None


def _monolith(project: ProjectFile | None) -> str:
    if project is None:
        raise refuse("which monolith?", hint="name it with --control URL")
    return project.monolith.url


def _service(project: ProjectFile | None, exchanges: list[Exchange]) -> str:
    names = sorted({each.route.partition(":")[0] for each in exchanges} - {""})
    service = project.services.get(names[0]) if project and len(names) == 1 else None
    if service is None or not service.urls:
        asked = f" (recorded: {', '.join(names)})" if names else ""
        raise refuse(f"which service?{asked}", hint="name it with --candidate URL")
    return service.urls[0]
