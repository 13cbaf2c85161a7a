"""Run the proxy: one worker in this process, or several as children, until a signal ends it."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec

from decompose_core import project_file
from decompose_proxy import admin_token
from decompose_proxy.address import Address, parse_listen
from decompose_proxy.admin import Admin, AdminConnection, Call
from decompose_proxy.control import Document
from decompose_proxy.server import Options, Worker, bind

Say = Callable[[str], None]


def run(options: Options, say: Say) -> int:
    """Run until SIGTERM or SIGINT; return the exit code.

    Raises:
        Refused: the project file can't be used, or an address is taken.
    """
    return with_loop(_run(options, say))


def with_loop(main: Coroutine[None, None, int]) -> int:
    """Run in uvloop's event loop where it is installed, else in asyncio's own."""
    factory = import_module("uvloop").new_event_loop if find_spec("uvloop") else None
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main)


def addresses(options: Options) -> tuple[Address, Address]:
    """Return where to listen for clients, and for the admin API."""
    section = project_file.read(options.config).proxy
    return (
        options.listen or parse_listen(section.listen),
        options.admin or parse_listen(section.admin),
    )


async def _run(options: Options, say: Say) -> int:
    listen, admin = addresses(options)
    worker = Worker(options)
    listener = bind(listen)
    try:
        admin_listener = bind(admin)
    except BaseException:
        listener.close()
        raise
    await worker.start(listener)

    async def call(command: str, arguments: Mapping[str, object]) -> Sequence[Document]:
        return [worker.control.handle(command, arguments)]

    server = await start_admin(admin_listener, call, options)
    say(f"listening on http://{worker.address}, admin on http://{_bound(admin_listener)}")
    stopped = stop_signal(reload=worker.reload)
    await stopped.wait()
    say("finishing what is under way")
    server.close()
    clean = await worker.stop()
    say("done" if clean else "some connections had to be cut off")
    return 0


async def start_admin(listener: socket.socket, call: Call, options: Options) -> asyncio.Server:
    """Serve the admin API."""
    admin = Admin(call, admin_token.read_or_make(options.state))
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: AdminConnection(admin), sock=listener)


def stop_signal(*, reload: Callable[[], None]) -> asyncio.Event:
    """Return what is set by SIGTERM and SIGINT; SIGHUP reloads."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopped.set)
    loop.add_signal_handler(signal.SIGHUP, reload)
    return stopped


def _bound(listener: socket.socket) -> Address:
    host, port = listener.getsockname()[:2]
    return Address(host, port)
