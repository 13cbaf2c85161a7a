"""`decompose record`: write down exchanges, masked, for `decompose replay` and for tests."""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from decompose.options import config_option, known_service, load_project, quiet_option
from decompose_core.files import write_atomic
from decompose_core.location import Location
from decompose_core.problem import refuse
from decompose_core.project_file import ProjectFile

if TYPE_CHECKING:
    from decompose_core.exchange import Exchange

COUNT = 100
SECONDS = 60.0
STEP = 0.1


@click.command()
@click.argument("name")
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write; name it *.exchanges.jsonl and pytest can run it.",
)
@click.option(
    "--count", default=COUNT, show_default=True, type=click.IntRange(1), help="At most so many."
)
@click.option(
    "--seconds",
    default=SECONDS,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="At most so long.",
)
@click.option(
    "--requests",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Ask the monolith for these (METHOD PATH a line) instead of waiting for traffic.",
)
@click.option("--login", metavar="USER:PASSWORD", help="Ask as this user.")
@click.option("--login-path", default="/accounts/login/", show_default=True, metavar="PATH")
@config_option
@quiet_option
def command(
    name: str,
    output: Path,
    count: int,
    seconds: float,
    requests: Path | None,
    login: str | None,
    login_path: str,
    config: Path | None,
    quiet: bool,
) -> None:
    """Record exchanges of service NAME as they pass through the running proxy.

    Secrets and personal data are masked before anything is stored; a recording says who asked, and
    not by which password or cookie. Ctrl-C ends it and keeps what is there.
    """
    from decompose_proxy import exchange_file

    project = load_project(config)
    known_service(project, name)
    if requests is None:
        found = _from_proxy(project, name, count, seconds)
    else:
        found = _from_monolith(project, name, _wanted(requests)[:count], login, login_path)
    if not found:
        click.echo(f"nothing of {name} was seen; {output} is not written", err=True)
        raise click.exceptions.Exit(1)
    write_atomic(output, "".join(map(exchange_file.line, found)))
    if not quiet:
        click.echo(f"{len(found)} exchanges in {output}", err=True)


def _from_proxy(project: ProjectFile, name: str, count: int, seconds: float) -> list[Exchange]:
    """Let the running proxy record into the state folder until there is enough."""
    from decompose_proxy import admin_token
    from decompose_proxy.address import parse_listen
    from decompose_proxy.admin_client import AdminClient

    client = AdminClient(parse_listen(project.proxy.admin), admin_token.read(project.state))
    status = client.read("status")
    if status and status.get("recording"):
        raise refuse(f"the proxy already records to {status['recording']}")
    path = project.state.resolve() / "recordings" / f"{secrets.token_hex(8)}.exchanges.jsonl"
    client.change("record", {"path": str(path)})
    try:
        _wait(path, name, count, seconds)
        return _written(path, name)[:count]
    finally:
        client.change("record", {"path": None})
        path.unlink(missing_ok=True)


def _wait(path: Path, name: str, count: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    hidden = not sys.stderr.isatty()
    with click.progressbar(
        length=count, label="recording", file=sys.stderr, hidden=hidden
    ) as progress:
        try:
            while time.monotonic() < end and progress.pos < count:
                time.sleep(STEP)
                progress.update(len(_written(path, name)) - progress.pos)
        except KeyboardInterrupt:
            return


def _written(path: Path, name: str) -> list[Exchange]:
    """Read what is there of one service; the last line may not be whole yet."""
    from decompose_core import codec
    from decompose_core.exchange import Exchange

    if not path.exists():
        return []
    found: list[Exchange] = []
    for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
        exchange = codec.loads(Exchange, line)
        if exchange.route.startswith(f"{name}:"):
            found.append(exchange)
    return found


def _wanted(path: Path) -> list[tuple[str, str]]:
    """Read a list of requests: METHOD and path a line, `#` begins a comment."""
    wanted: list[tuple[str, str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if len(words) != 2 or words[0] not in ("GET", "HEAD") or not words[1].startswith("/"):
            raise refuse(
                f"no request that can be recorded so: {line.strip()!r}",
                location=Location(str(path), number),
                hint="write GET PATH or HEAD PATH; a write would really happen",
            )
        wanted.append((words[0], words[1]))
    return wanted


def _from_monolith(
    project: ProjectFile,
    name: str,
    wanted: Iterable[tuple[str, str]],
    login: str | None,
    login_path: str,
) -> list[Exchange]:
    from decompose_proxy.asking import Side
    from decompose_proxy.driving import drive
    from decompose_proxy.login import logged_in

    with Side(project.monolith.url) as monolith:
        accounts = [login] if login else []
        sessions = logged_in(monolith, accounts, path=login_path, project=project)
        session = next(iter(sessions.values()), None)
        return list(drive(monolith, project, name, wanted, session))
