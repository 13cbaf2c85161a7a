"""`decompose parity`: how alike monolith and service are, endpoint by endpoint, with examples."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
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
from decompose_core.monolith import EndpointEffect
from decompose_core.problem import outside_failed, refuse
from decompose_core.project_file import ProjectFile

if TYPE_CHECKING:
    from decompose_proxy.parity import Parity

_SPAN = re.compile(r"(\d+)([smhd])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@click.command()
@click.argument("name", required=False)
@click.option(
    "--min",
    "least",
    type=click.FloatRange(0, 1),
    metavar="BOUND",
    help="Fail when an endpoint's lower bound is below, from 0 to 1.",
)
@click.option(
    "--min-samples",
    type=click.IntRange(1),
    metavar="N",
    help="Fail when an endpoint was compared less often.",
)
@click.option("--since", metavar="SPAN", help="Only the last 90s, 15m, 2h or 7d.")
@click.option("--reset", is_flag=True, help="Forget all figures, for example after a repair.")
@config_option
@format_option()
@quiet_option
def command(
    name: str | None,
    least: float | None,
    min_samples: int | None,
    since: str | None,
    reset: bool,
    config: Path | None,
    output_format: str,
    quiet: bool,
) -> None:
    """Show how alike the answers of monolith and service NAME are (all services by default).

    The score is the share of compared exchanges without a difference that matters. The lower bound
    says what it is at least, with 95 % confidence: few samples give a low bound.
    """
    from decompose.parity_text import lines
    from decompose_proxy import parity_store
    from decompose_proxy.parity import document, of_service

    project = load_project(config)
    if name is not None:
        known_service(project, name)
    if reset:
        parity_store.forget(project.state)
    parity = _stored(project, since) if since else _running(project) or _stored(project, None)
    if name is not None:
        parity = of_service(parity, name)
    if output_format == "json":
        click.echo(json.dumps(document(parity), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(lines(parity, examples=not quiet)) or "no samples")
        if not quiet:
            for note in _notes(project, parity, name):
                click.echo(note, err=True)
    if not _good_enough(parity, least, min_samples):
        raise click.exceptions.Exit(1)


def _running(project: ProjectFile) -> Parity | None:
    """Ask the proxy; None where none runs."""
    from decompose_core.codec import CodecError
    from decompose_proxy.address import parse_listen
    from decompose_proxy.admin_client import AdminClient
    from decompose_proxy.parity import from_document

    client = AdminClient(parse_listen(project.proxy.admin))
    try:
        found = client.read("parity")
        return None if found is None else from_document(found)
    except CodecError as error:
        raise outside_failed(f"what {client.address} says about parity is none: {error}") from None


def _stored(project: ProjectFile, since: str | None) -> Parity:
    from decompose_proxy import parity_store

    moment = time.time() - _seconds(since) if since else 0.0
    return parity_store.read(project.state, since=moment)


def _seconds(span: str) -> int:
    match = _SPAN.fullmatch(span)
    if match is None:
        raise refuse(f"--since {span}: no span of time", hint="write 90s, 15m, 2h or 7d")
    return int(match[1]) * _UNITS[match[2]]


def _notes(project: ProjectFile, parity: Parity, name: str | None) -> Iterator[str]:
    """Name the reads that were never compared: silence about them would look like a match."""
    seen = {(each.service, each.route) for each in parity}
    for service, section in sorted(project.services.items()):
        reads = [each.pattern for each in section.routes if each.effect is EndpointEffect.READ]
        missing = sorted({each for each in reads if (service, each) not in seen})
        if name in (None, service) and missing:
            yield f"{service}: never compared: {len(missing)} of {len(set(reads))} read routes"
            yield from (f"  {pattern or '/'}" for pattern in missing)
    if not parity:
        yield "`decompose shadow NAME` mirrors what passes through `decompose proxy`"


def _good_enough(parity: Parity, least: float | None, min_samples: int | None) -> bool:
    """Judge as asked; where nothing was asked all is good, where something was no sample is not."""
    if least is None and min_samples is None:
        return True
    enough = all(each.decided >= (min_samples or 1) for each in parity.values())
    return (
        bool(parity)
        and enough
        and all(each.lower_bound >= (least or 0.0) for each in parity.values())
    )
