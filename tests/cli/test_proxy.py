"""The proxy as a process: it takes a share up, replaces a worker that dies, ends in order."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from decompose_proxy.address import Address
from decompose_proxy.admin_client import AdminClient

pytestmark = pytest.mark.socket

FILE = """\
[monolith]
url = "http://127.0.0.1:1"

[services.orders]
path = "."
urls = ["http://127.0.0.1:1"]
share = 10

[[services.orders.routes]]
pattern = "orders/"
effect = "read"

[proxy]
listen = "127.0.0.1:{listen}"
admin = "127.0.0.1:{admin}"
"""
RUN = [sys.executable, "-c", "from decompose.main import main; main()"]


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


def command(file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*RUN, *arguments, "--config", str(file)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


@contextlib.contextmanager
def proxy(folder: Path, *arguments: str) -> Iterator[tuple[Path, AdminClient]]:
    listen, admin = free_ports()
    file = folder / "decompose.toml"
    file.write_text(FILE.format(listen=listen, admin=admin))
    process = subprocess.Popen(
        [*RUN, "proxy", "--config", str(file), *arguments], stderr=subprocess.PIPE, text=True
    )
    client = AdminClient(Address("127.0.0.1", admin))
    try:
        for _ in range(400):
            if client.status() is not None:
                break
            time.sleep(0.05)
        yield file, client
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
        assert process.returncode == 0
        assert "done" in said
    finally:
        process.kill()
        process.communicate()


def test_a_running_proxy_confirms_a_share_and_the_second_one_is_refused(tmp_path: Path) -> None:
    with proxy(tmp_path) as (file, _):
        shifted = command(file, "shift", "orders", "35", "--format", "json")
        assert json.loads(shifted.stdout)["proxy"] == "confirmed"
        second = command(file, "proxy")
        assert second.returncode == 2
        assert "is in use by another process" in second.stderr


def test_workers_are_replaced_and_all_take_a_share_up(tmp_path: Path) -> None:
    with proxy(tmp_path, "--workers", "2") as (file, client):
        first = client.status()
        assert first is not None
        assert first.workers == 2
        os.kill(a_worker_of(file), signal.SIGKILL)
        shifted = command(file, "shift", "orders", "35", "--format", "json")
        assert json.loads(shifted.stdout)["proxy"] == "confirmed"


def a_worker_of(file: Path) -> int:
    """Find a worker by the project file in its command line."""
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            with contextlib.suppress(OSError):
                line = (each / "cmdline").read_bytes()
                if b"decompose_proxy.worker" in line and str(file).encode() in line:
                    return int(each.name)
    raise AssertionError("no worker")
