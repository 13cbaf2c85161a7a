"""`decompose proxy`: the strangler proxy in front of monolith and services."""

from __future__ import annotations

from pathlib import Path

import click

from decompose.options import config_option, load_project, quiet_option
from decompose_core.problem import refuse
from decompose_proxy.address import Address, AddressError, parse_listen


@click.command()
@config_option
@click.option("--listen", metavar="HOST:PORT", help="Where clients connect to.")
@click.option("--admin", metavar="HOST:PORT", help="Where the admin API listens.")
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes to run."
)
@click.option(
    "--log", type=click.Path(path_type=Path, dir_okay=False), help="Write the access log (JSON)."
)
@click.option(
    "--record",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Record the exchanges of the services' routes for `decompose replay`.",
)
@click.option(
    "--trusted",
    multiple=True,
    metavar="ADDRESS",
    help="A proxy in front of this one, whose X-Forwarded-* fields are believed; repeatable.",
)
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    config: Path | None,
    listen: str | None,
    admin: str | None,
    workers: int,
    log: Path | None,
    record: Path | None,
    trusted: tuple[str, ...],
    quiet: bool,
) -> None:
    """Send each request to the monolith or a service, as decompose.toml says.

    A change of the file is taken up at once, without losing a request. The command ends with
    Ctrl-C or SIGTERM, after what is under way has been answered.
    """
    from decompose_proxy.main import run
    from decompose_proxy.server import Options

    options = Options(
        config=load_project(config).path,
        listen=_address("--listen", listen),
        admin=_address("--admin", admin),
        workers=workers,
        log=log,
        record=record,
        trusted=trusted,
    )

    def say(message: str) -> None:
        if not quiet:
            click.echo(f"decompose proxy: {message}", err=True)

    ctx.exit(run(options, say))


def _address(option: str, text: str | None) -> Address | None:
    if text is None:
        return None
    try:
        return parse_listen(text)
    except AddressError as error:
        raise refuse(f"{option}: {error}") from None
