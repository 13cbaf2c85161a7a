"""Several workers on one port: starts them, replaces one that dies, and passes commands on to all.

Each worker binds the port itself (SO_REUSEPORT), so the kernel spreads the connections. The
socket that this process binds and never listens on keeps the port ours while a worker is being
replaced.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from decompose_core import codec
from decompose_core.problem import Failure, outside_failed
from decompose_proxy.address import Address
from decompose_proxy.control import CommandError, Document
from decompose_proxy.server import Options, bind
from decompose_proxy.table import TableFile
from decompose_proxy.worker import LONGEST_LINE, options_line

Say = Callable[[str], None]
START_SECONDS = 20.0
ANSWER_SECONDS = 5.0
PAUSE = 0.5  # before a worker that died is replaced, lest a bad one eats the machine


class Child:
    """A running worker and the line to it."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.process = process
        self._reader = reader
        self._writer = writer
        self._turn = asyncio.Lock()
        self._asked = 0
        self._answers: asyncio.Queue[bytes] = asyncio.Queue()
        self._listening: asyncio.Task[None] | None = None

    async def ready(self) -> bool:
        """Wait until it serves."""
        async with asyncio.timeout(START_SECONDS):
            return bool(await self._reader.readline())

    def listen(self, changed: Callable[[Child, str], None]) -> None:
        """Begin to take lines: answers, and word of sessions that have changed."""
        self._listening = asyncio.get_running_loop().create_task(self._listen(changed))

    async def _listen(self, changed: Callable[[Child, str], None]) -> None:
        try:
            while line := await self._reader.readline():
                if line.startswith(b'{"changed": '):
                    changed(self, str(json.loads(line)["changed"]))
                else:
                    self._answers.put_nowait(line)
        except (OSError, ValueError):
            pass  # it is gone, or has lost its mind: `ask` says so
        self._answers.put_nowait(b"")

    async def ask(self, command: str, arguments: Mapping[str, object]) -> Document:
        """Let it carry out a command.

        Raises:
            CommandError: it makes no sense.
            OSError: it does not answer.
        """
        async with self._turn, asyncio.timeout(ANSWER_SECONDS):
            self._asked += 1
            line = json.dumps({"id": self._asked, "command": command, "arguments": dict(arguments)})
            self._writer.write(line.encode() + b"\n")
            document: Document = {}
            while document.get("id") != self._asked:  # an older one came too late
                answer = await self._answers.get()
                if not answer:
                    self._answers.put_nowait(b"")
                    raise ConnectionResetError("it is gone")
                document = codec.decode(dict[str, object], codec.loads_document(answer.decode()))
        if "error" in document:
            raise CommandError(str(document["error"]))
        return codec.decode(dict[str, object], document["answer"])

    def close(self) -> None:
        """Close the line."""
        self._writer.close()
        if self._listening is not None:
            self._listening.cancel()


class Supervisor:
    """Keeps so many workers running."""

    def __init__(self, options: Options, say: Say, changed: Callable[[str], None]) -> None:
        """Take whom else to tell that a session has changed."""
        self._options = options
        self._say = say
        self._tell_others = changed
        self._children: list[Child] = []
        self._keepers: list[asyncio.Task[None]] = []
        self._reserved: socket.socket | None = None
        self._telling: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._whole = asyncio.Event()  # no worker is being replaced
        self._gates: dict[str, Mapping[str, object]] = {}  # what a new worker must be told

    async def start(self, listen: Address) -> Address:
        """Start the workers; return where they listen.

        Raises:
            Refused: the project file can't be used, or the port is taken.
            OutsideFailed: a worker does not start.
        """
        TableFile(self._options.config)  # a bad one is said once, not by every worker
        bind(listen).close()  # a shared one would not notice that the port is taken
        self._reserved = bind(listen, shared=True)
        host, port = self._reserved.getsockname()[:2]
        self._options = replace(self._options, listen=Address(host, port))
        for number in range(self._options.workers):
            self._children.append(await self._spawn(number))
            self._keepers.append(asyncio.create_task(self._keep(number)))
        self._whole.set()
        return Address(host, port)

    async def call(self, command: str, arguments: Mapping[str, object]) -> Sequence[Document]:
        """Carry out a command in every worker; wait for one that is being replaced."""
        loop = asyncio.get_running_loop()
        end = loop.time() + START_SECONDS
        while True:
            await self._whole.wait()
            try:
                asked = [each.ask(command, arguments) for each in self._children]
                answers = await asyncio.gather(*asked)
            except OSError:
                if loop.time() > end:
                    raise
                await asyncio.sleep(PAUSE / 10)
                continue
            if command == "gate":
                self._gates[str(arguments.get("service"))] = arguments
            return answers

    def reload(self) -> None:
        """Let every worker take up the project file again."""
        for each in self._children:
            each.process.send_signal(signal.SIGHUP)

    async def stop(self) -> None:
        """Let every worker finish what is under way."""
        self._stopping = True
        for each in self._children:
            if each.process.returncode is None:
                each.process.terminate()
        await asyncio.gather(*(each.process.wait() for each in self._children))
        for task in self._keepers:
            task.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for each in self._children:
            each.close()
        if self._reserved is not None:
            self._reserved.close()

    async def _spawn(self, number: int) -> Child:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "decompose_proxy.worker",
                str(theirs.fileno()),
                options_line(replace(self._options, announces=number == 0)),
                pass_fds=(theirs.fileno(),),
            )
        child = Child(process, *await asyncio.open_connection(sock=ours, limit=LONGEST_LINE))
        if not await child.ready():
            raise outside_failed("a worker does not start", hint="the lines above say why")
        child.listen(self._changed)
        return child

    def _changed(self, by: Child, session: str) -> None:
        """Let the other workers and the other instances forget a session too."""
        self._tell_others(session)
        for each in self._children:
            if each is not by:
                task = asyncio.get_running_loop().create_task(_forget(each, session))
                self._telling.add(task)
                task.add_done_callback(self._telling.discard)

    async def _keep(self, number: int) -> None:
        """Replace a worker whenever it dies."""
        while True:
            code = await self._children[number].process.wait()
            if self._stopping:
                return
            self._whole.clear()
            self._say(f"worker {number + 1} ended with code {code}; starting another one")
            self._children[number].close()
            await asyncio.sleep(PAUSE)
            try:
                child = await self._spawn(number)
                for arguments in self._gates.values():
                    await child.ask("gate", arguments)
            except (Failure, OSError) as error:
                self._say(f"worker {number + 1} does not start: {error}")
                continue
            self._children[number] = child
            self._whole.set()


async def _forget(child: Child, session: str) -> None:
    with contextlib.suppress(CommandError, OSError):  # one that is being replaced knows nobody
        await child.ask("forget", {"session": session})
