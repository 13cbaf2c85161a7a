"""The scripts in vtc/ say both what a client sends and what the backend must see."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from decompose_proxy.address import Address
from decompose_proxy.server import Options, Worker, bind
from decompose_proxy.wire.limits import Limits

SCRIPTS = sorted((Path(__file__).parent / "vtc").glob("*.vtc"))
LIMITS = Limits(drain_idle_seconds=0, drain_seconds=0.2, pooled_seconds=0, pooled_for_writes=-1)
pytestmark = [
    pytest.mark.socket,
    pytest.mark.skipif(not shutil.which("varnishtest"), reason="varnishtest is not installed"),
]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Run a proxy in a thread of its own; return where it listens, and where its backend is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        origin = int(probe.getsockname()[1])
    config = tmp_path_factory.mktemp("proxy") / "decompose.toml"
    config.write_text(f'[monolith]\nurl = "http://127.0.0.1:{origin}"\n')
    listening, ended = threading.Event(), threading.Event()
    ports: list[int] = []

    async def main() -> None:
        worker = Worker(Options(config, limits=LIMITS, announces=False))
        await worker.start(bind(Address("127.0.0.1", 0)))
        ports.append(worker.address.port)
        listening.set()
        while not ended.is_set():
            await asyncio.sleep(0.02)
        await worker.stop()

    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    assert listening.wait(10)
    yield f"127.0.0.1:{ports[0]}", f"127.0.0.1:{origin}"
    ended.set()
    thread.join()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda each: each.stem)
def test_script(script: Path, addresses: tuple[str, str]) -> None:
    proxy, origin = addresses
    macros = [f"-Dproxy={proxy}", f"-Dorigin={origin}"]
    done = subprocess.run(
        ["varnishtest", "-t", "20", *macros, str(script)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
