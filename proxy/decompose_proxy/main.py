"""Run the proxy: one worker in this process, or several as children, until a signal ends it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping, Sequence

from decompose_core import project_file
from decompose_core.problem import Refused
from decompose_proxy import admin_token
from decompose_proxy.address import Address, parse_listen
from decompose_proxy.admin import Admin, AdminConnection, Call
from decompose_proxy.control import Document
from decompose_proxy.event_loop import stop_signal, with_loop
from decompose_proxy.neighbours import Neighbours
from decompose_proxy.server import Options, Worker, bind
from decompose_proxy.supervisor import Supervisor
from decompose_proxy.table import instances

Say = Callable[[str], None]


def run(options: Options, say: Say) -> int:
    """Run until SIGTERM or SIGINT; return the exit code.

    Raises:
        Refused: the project file can't be used, or an address is taken.
    """
    return with_loop(_several(options, say) if options.workers > 1 else _one(options, say))


async def _one(options: Options, say: Say) -> int:
    worker = Worker(options)
    listen, admin = _addresses(options)
    listener, admin_listener = _bind_both(listen, admin)
    await worker.start(listener)

    async def call(command: str, arguments: Mapping[str, object]) -> Sequence[Document]:
        return [worker.control.handle(command, arguments)]

    neighbours = Neighbours(lambda: instances(worker.project), _token(options), say)
    worker.plane.tell_others = neighbours.changed
    server = await _start_admin(admin_listener, call, options)
    say(
        f"listening on {worker.scheme}://{worker.address}, admin on http://{_bound(admin_listener)}"
    )
    await stop_signal(reload=worker.reload).wait()
    say("finishing what is under way")
    server.close()
    clean = await worker.stop()
    await neighbours.close()
    say("done" if clean else "some connections had to be cut off")
    return 0


async def _several(options: Options, say: Say) -> int:
    listen, admin = _addresses(options)
    admin_listener = bind(admin)
    neighbours = Neighbours(lambda: _instances_now(options), _token(options), say)
    supervisor = Supervisor(options, say, neighbours.changed)
    try:
        address = await supervisor.start(listen)
    except BaseException:
        admin_listener.close()
        await supervisor.stop()
        raise
    server = await _start_admin(admin_listener, supervisor.call, options)
    where = f"http://{address}, admin on http://{_bound(admin_listener)}"
    say(f"{options.workers} workers listening on {where}")
    await stop_signal(reload=supervisor.reload).wait()
    say("finishing what is under way")
    server.close()
    await supervisor.stop()
    await neighbours.close()
    say("done")
    return 0


def _addresses(options: Options) -> tuple[Address, Address]:
    """Return where to listen for clients, and for the admin API."""
    section = project_file.read(options.config).proxy
    return (
        options.listen or parse_listen(section.listen),
        options.admin or parse_listen(section.admin),
    )


def _bind_both(listen: Address, admin: Address) -> tuple[socket.socket, socket.socket]:
    listener = bind(listen)
    try:
        return listener, bind(admin)
    except BaseException:
        listener.close()
        raise


async def _start_admin(listener: socket.socket, call: Call, options: Options) -> asyncio.Server:
    admin = Admin(call, _token(options))
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: AdminConnection(admin), sock=listener)


def _token(options: Options) -> str:
    return admin_token.read_or_make(options.state)


def _instances_now(options: Options) -> Sequence[Address]:
    """Read them from the file: the supervisor itself keeps no table. A bad file names none."""
    try:
        return instances(project_file.read(options.config))
    except Refused:
        return ()


def _bound(listener: socket.socket) -> Address:
    host, port = listener.getsockname()[:2]
    return Address(host, port)
