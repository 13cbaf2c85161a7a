"""Tasks on several processors: forked workers inherit what was read and give back what they found.

Each worker takes the next task that nobody has taken, and so does this process, unless it waits:
then what they need memory for goes when they end. What a worker that died had taken is done again
here, so the result is the same with any number of workers. Where there is no fork, everything is
done here.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TypeVar, cast

T = TypeVar("T")
Task = Callable[[], T]

MOST_JOBS = 8  # each costs memory for what it changes
MOST_TASKS = 256  # a ticket is one byte
# Where there is no fork, or, as on macOS, the system's own libraries can't stand it.
NO_FORK = frozenset({"win32", "emscripten", "wasi", "darwin"})


@dataclass(frozen=True, slots=True)
class _Worker:
    pid: int
    answers: IO[bytes]


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def run(tasks: Sequence[Task[T]], jobs: int, *, waits: bool = False) -> list[T]:
    """Do all tasks with that many processes; the results are in the order of the tasks.

    Where this process `waits`, it takes no task itself: slower by a copy, but small afterwards.
    """
    jobs = min(jobs, MOST_JOBS, len(tasks))
    if jobs <= 1 or sys.platform in NO_FORK or len(tasks) > MOST_TASKS:
        return [task() for task in tasks]
    return _forked(tasks, jobs if waits else jobs - 1, helps=not waits)


def apart(task: Task[T]) -> T:
    """Do a task in a process of its own and wait for it: the memory that it takes goes with it."""
    return task() if sys.platform in NO_FORK else _forked([task], 1, helps=False)[0]


def _forked(tasks: Sequence[Task[T]], count: int, *, helps: bool) -> list[T]:
    """Do all tasks with so many workers; this process takes its share where it `helps`."""
    tickets, giver = os.pipe()
    os.write(giver, bytes(range(len(tasks))))
    os.close(giver)
    workers: list[_Worker] = []
    done: dict[int, T] = {}
    try:
        with suppress(OSError):  # no more processes allowed: fewer workers
            for _ in range(count):
                workers.append(_start(tasks, tickets))
        for number in _taken(tickets) if helps else ():
            done[number] = tasks[number]()
        for worker in workers:
            done.update(cast("dict[int, T]", _answers(worker)))
    finally:
        os.close(tickets)
        for worker in workers:
            _end(worker)
    return [done[number] if number in done else task() for number, task in enumerate(tasks)]


def _start(tasks: Sequence[Task[T]], tickets: int) -> _Worker:
    answers = tempfile.TemporaryFile()  # noqa: SIM115 the worker's end closes it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a progress line has a thread; a worker writes no progress
        try:
            pid = os.fork()
        except OSError:
            answers.close()
            raise
    if pid:
        return _Worker(pid, answers)
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # our parent decides
        for number in _taken(tickets):
            pickle.dump((number, tasks[number]()), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
        os._exit(0)
    finally:
        os._exit(1)  # whatever went wrong: the task is done again where its error is shown


def _taken(tickets: int) -> Iterator[int]:
    while ticket := os.read(tickets, 1):
        yield ticket[0]


def _answers(worker: _Worker) -> dict[int, object]:
    """Wait for a worker and read what it finished; one that was killed may have finished some."""
    os.waitpid(worker.pid, 0)
    worker.answers.seek(0)
    found: dict[int, object] = {}
    with suppress(EOFError, pickle.UnpicklingError):
        while True:
            number, answer = pickle.load(worker.answers)  # our own child wrote it
            found[number] = answer
    return found


def _end(worker: _Worker) -> None:
    """Stop a worker that is still running, since something went wrong here."""
    worker.answers.close()
    with suppress(ProcessLookupError, ChildProcessError):
        if os.waitpid(worker.pid, os.WNOHANG) == (0, 0):
            os.kill(worker.pid, signal.SIGKILL)
            os.waitpid(worker.pid, 0)
