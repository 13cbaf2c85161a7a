"""The event loop a process runs in, and the signals that end it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from importlib import import_module
from importlib.util import find_spec

from decompose_proxy.memory import keep_freed_memory


def with_loop(main: Coroutine[None, None, int]) -> int:
    """Run in uvloop's event loop where it is installed, else in asyncio's own."""
    keep_freed_memory()
    factory = import_module("uvloop").new_event_loop if find_spec("uvloop") else None
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main)


def stop_signal(*, reload: Callable[[], None]) -> asyncio.Event:
    """Return what is set by SIGTERM and SIGINT; SIGHUP reloads."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopped.set)
    loop.add_signal_handler(signal.SIGHUP, reload)
    return stopped
