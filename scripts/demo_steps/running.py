"""Monolith, service and proxy as processes of their own, ended with this one."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from scripts.demo_steps.access import LOG
from scripts.demo_steps.stage import Failed, Stage

START_SECONDS = 30.0
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Server:
    """One process: its name in the stage's addresses, what runs where, and with which variables."""

    name: str
    command: list[str]
    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict[str, str])


def start(stage: Stage, cleanup: contextlib.ExitStack) -> None:
    """Start all three and wait until each answers."""
    for server in _servers(stage):
        _start(stage, cleanup, server)


def _servers(stage: Stage) -> Iterator[Server]:
    key = {"DECOMPOSE_SIGNING_KEY_FILE": str(stage.folder / "signing.pem"), "DEBUG": "0"}
    key["DATABASE_URL"] = stage.variables["MONOLITH_DATABASE_URL"]
    yield Server("monolith", _gunicorn(stage, "monolith", "shop.wsgi"), stage.sample, key)
    public = {"DECOMPOSE_JWKS_URL": f"{stage.url('monolith')}/.decompose/jwks.json", "DEBUG": "0"}
    public["DATABASE_URL"] = stage.variables["ORDERS_DATABASE_URL"]
    public["SECRET_KEY"] = "for this demo only"
    yield Server("service", _gunicorn(stage, "service", "config.wsgi"), stage.service, public)
    command = [str(Path(sys.executable).parent / "decompose"), "proxy"]
    command += ["--log", str(stage.reports / LOG)]
    yield Server("proxy", command, stage.folder)


def _gunicorn(stage: Stage, name: str, application: str) -> list[str]:
    serve = [sys.executable, "-m", "gunicorn", "--workers=2", "--threads=4"]
    return [*serve, "--bind", stage.address(name), "--no-control-socket", application]


def _start(stage: Stage, cleanup: contextlib.ExitStack, server: Server) -> None:
    path = stage.reports / f"{server.name}.log"
    with path.open("w") as log:
        process = subprocess.Popen(
            server.command,
            cwd=server.folder,
            env=stage.environment(server.variables),
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    cleanup.callback(_stop, process)
    deadline = time.monotonic() + START_SECONDS
    while not _answers(stage.url(server.name)):
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failed(f"the {server.name} did not start:\n{path.read_text()[-2000:]}")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        httpx.get(url, timeout=5.0)
    except httpx.TransportError:
        return False
    return True


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process with all its children: it leads a group of its own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
