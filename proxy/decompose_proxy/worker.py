"""One worker as a process of its own: answers its supervisor's commands, a line of JSON each."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from pathlib import Path

from decompose_core import codec
from decompose_proxy.address import parse_listen
from decompose_proxy.control import CommandError
from decompose_proxy.event_loop import stop_signal, with_loop
from decompose_proxy.server import Options, Worker, bind

LONGEST_LINE = 1 << 24


def options_line(options: Options) -> str:
    """Write what a worker has to know."""
    return json.dumps(
        {
            "config": str(options.config),
            "listen": str(options.listen),
            "log": str(options.log or ""),
            "record": str(options.record or ""),
            "trusted": list(options.trusted),
            "announces": options.announces,
        }
    )


def read_options(line: str) -> Options:
    """Read what `options_line` wrote."""
    document = codec.decode(dict[str, object], codec.loads_document(line))
    log, record = str(document["log"]), str(document["record"])
    return Options(
        config=Path(str(document["config"])),
        listen=parse_listen(str(document["listen"])),
        log=Path(log) if log else None,
        record=Path(record) if record else None,
        trusted=codec.decode(tuple[str, ...], document["trusted"]),
        announces=bool(document["announces"]),
    )


async def serve(options: Options, line: socket.socket) -> int:
    """Serve until told to stop, or until the supervisor is gone."""
    assert options.listen is not None
    worker = Worker(options)
    await worker.start(bind(options.listen, shared=True))
    reader, writer = await asyncio.open_connection(sock=line, limit=LONGEST_LINE)
    writer.write(b'{"ready": true}\n')

    def changed(session: str) -> None:
        writer.write(json.dumps({"changed": session}).encode() + b"\n")

    worker.plane.tell_others = changed
    stopped = stop_signal(reload=worker.reload)
    commands = asyncio.create_task(_answer(worker, reader, writer))
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait({commands, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for task in (commands, waiting):
        task.cancel()
    await asyncio.gather(commands, waiting, return_exceptions=True)
    await worker.stop()
    writer.close()
    return 0


async def _answer(
    worker: Worker, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    while line := await reader.readline():
        asked = codec.decode(dict[str, object], codec.loads_document(line.decode()))
        arguments = codec.decode(dict[str, object], asked["arguments"])
        try:
            answer: dict[str, object] = {
                "answer": worker.control.handle(str(asked["command"]), arguments)
            }
        except CommandError as error:
            answer = {"error": str(error)}
        answer["id"] = asked.get("id")
        writer.write(json.dumps(codec.encode(answer)).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(with_loop(serve(read_options(sys.argv[2]), socket.socket(fileno=int(sys.argv[1])))))
