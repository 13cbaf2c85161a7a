"""Several processes give what one gives, even when they die; the parts of a look make the whole."""

from __future__ import annotations

import faulthandler
import os
import signal
from functools import partial
from pathlib import Path

import pytest

from decompose_analyzer import analyze as analyzing
from decompose_analyzer.finding import detectors, find_kind
from decompose_analyzer.scan import Scan
from decompose_analyzer.workers import apart, processors, run
from decompose_core import analysis as analyses
from decompose_source.project import read_project

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_monolith"
HERE = os.getpid()


def square(number: int) -> int:
    return number * number


def die_elsewhere(number: int, how: int) -> int:
    """End the process by a signal, unless it is the test's own."""
    if os.getpid() != HERE:
        faulthandler.disable()  # pytest's: its dump of a wanted crash would look like a real one
        os.kill(os.getpid(), how)
    return number


def raise_elsewhere(number: int) -> int:
    if os.getpid() != HERE:
        raise RuntimeError("of a worker")
    return number


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("jobs", [1, 2, 3, 50])
def test_the_results_are_in_the_order_of_the_tasks(jobs: int, *, waits: bool) -> None:
    tasks = [partial(square, each) for each in range(20)]
    assert run(tasks, jobs, waits=waits) == [n * n for n in range(20)]


def test_a_process_that_waits_takes_no_task() -> None:
    assert HERE not in run([os.getpid] * 20, 2, waits=True)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_what_a_dead_worker_had_taken_is_done_again(how: int) -> None:
    tasks = [partial(die_elsewhere, each, how) for each in range(20)]
    assert run(tasks, 3) == run(tasks, 3, waits=True) == list(range(20))


def test_a_workers_exception_is_tried_again_here() -> None:
    assert run([partial(raise_elsewhere, each) for each in range(20)], 3) == list(range(20))


def test_a_task_apart_leaves_nothing_behind() -> None:
    kept: list[int] = []

    def note() -> int:
        kept.append(1)
        return os.getpid()

    assert apart(note) != HERE
    assert not kept


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV])
def test_a_task_apart_that_dies_is_done_here(how: int) -> None:
    assert apart(partial(die_elsewhere, 3, how)) == 3
    assert apart(partial(raise_elsewhere, 3)) == 3


def test_an_exception_here_ends_the_workers() -> None:
    def fail() -> int:
        raise ValueError("everywhere")

    with pytest.raises(ValueError, match="everywhere"):
        run([fail] * 20, 3)
    with pytest.raises(ChildProcessError):  # none is left
        os.waitpid(-1, os.WNOHANG)


def test_without_processes_to_be_had_everything_is_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refuse)
    assert run([partial(square, each) for each in range(5)], 4) == [0, 1, 4, 9, 16]


def test_there_is_a_processor() -> None:
    assert processors() >= 1


def test_the_bytes_are_the_same_with_any_number_of_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyzing, "WORTH_WORKERS", 0)
    one, *more = (analyses.to_json(analyzing.analyze(SAMPLE, jobs=jobs)) for jobs in (1, 2, 3))
    assert more == [one, one]


def test_what_the_parts_find_is_what_the_whole_finds() -> None:
    whole = Scan(read_project(SAMPLE))
    paths = [each.path for each in (*whole.code, *whole.tests, *whole.migrations)]
    parts = [whole.part(frozenset({path}), first=not number) for number, path in enumerate(paths)]
    for kind, detector in detectors().items():
        if detector.by_module:
            found = [find_kind(kind, detector, part) for part in parts]
            couplings, problems = find_kind(kind, detector, whole)
            assert {each for some, _ in found for each in some} == set(couplings), kind
            assert {each for _, some in found for each in some} == set(problems), kind
