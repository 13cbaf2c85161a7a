"""Run every detector over one project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from decompose_analyzer import couplings
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_analyzer.workers import Task, apart
from decompose_core.coupling import Coupling
from decompose_core.discovery import discover
from decompose_core.problem import Problem
from decompose_source.checking import NOTHING_CHECKED, Checked
from decompose_source.modules import Module

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a task found: couplings, places that can't be judged, files that were put off."""

    couplings: tuple[Coupling, ...] = ()
    problems: tuple[Problem, ...] = ()
    checked: Checked = NOTHING_CHECKED


PARTS = 8  # of the code: enough for several workers to end at about the same time
PARTS_ASIDE = 4  # of tests and migrations


def detectors() -> Mapping[str, Detector]:
    """Return every detector by its kind."""
    return discover(couplings, "detector", Detector)


def tasks(scan: Scan, *, large: bool) -> list[Task[Findings]]:
    """Deal the work out: parts of the modules for detectors that allow it, the others whole.

    In a large project, tests and migrations are looked at in processes that end with it: their
    trees would take as much memory as those of the code, and nobody needs them afterwards.
    """
    known = detectors()
    by_module = {kind: each for kind, each in known.items() if each.by_module}
    whole = {kind: each for kind, each in known.items() if not each.by_module}
    modules = sorted((*scan.code, *scan.tests, *scan.migrations), key=lambda each: each.path)
    aside = [each for each in modules if each.path in scan.project.put_off]
    dealt: list[Task[Findings]] = [
        partial(_find_in_part, by_module, scan.part(paths, first=not number), paths)
        for number, paths in enumerate(
            _parts([each for each in modules if each.path not in scan.project.put_off], PARTS)
        )
    ]
    for paths in _parts(aside, PARTS_ASIDE) if aside else ():
        task = partial(_find_in_part, by_module, scan.part(paths, first=False), paths)
        dealt.append(partial(apart, task) if large else task)
    return [*dealt, *(partial(_find_kinds, {kind: each}, scan) for kind, each in whole.items())]


def merged(findings: Iterable[Findings]) -> Findings:
    """Put the findings of all tasks together, each once, in order."""
    found: set[Coupling] = set()
    problems: set[Problem] = set()
    checked = NOTHING_CHECKED
    for each in findings:
        found.update(each.couplings)
        problems.update(each.problems)
        checked += each.checked
    return Findings(
        tuple(sorted(found, key=lambda each: each.sort_key)),
        tuple(sorted(problems, key=lambda each: each.sort_key)),
        checked,
    )


def _find_in_part(known: Mapping[str, Detector], scan: Scan, paths: frozenset[str]) -> Findings:
    """Look at some of the modules; each is parsed by the one worker that looks at it."""
    return replace(_find_kinds(known, scan), checked=scan.project.check(sorted(paths)))


def _find_kinds(known: Mapping[str, Detector], scan: Scan) -> Findings:
    found: list[Coupling] = []
    problems: list[Problem] = []
    for kind, detector in known.items():
        some, unjudged = find_kind(kind, detector, scan)
        found += some
        problems += unjudged
    return Findings(tuple(found), tuple(problems))


def _parts(modules: Sequence[Module], count: int) -> list[frozenset[str]]:
    """Cut modules into parts with about as much text each."""
    most = sum(len(each.source) for each in modules) / count
    parts: list[set[str]] = [set()]
    size = 0
    for each in modules:
        if size > most:
            parts.append(set())
            size = 0
        parts[-1].add(each.path)
        size += len(each.source)
    return [frozenset(part) for part in parts]


def find_kind(kind: str, detector: Detector, scan: Scan) -> tuple[list[Coupling], list[Problem]]:
    """Find the couplings of one kind between two apps, and the places that can't be judged."""
    found: set[Coupling] = set()
    problems: set[Problem] = set()
    for each in detector.find(scan):
        if isinstance(each, Problem):
            problems.add(each)
        elif each.source.app != each.target.app:
            found.add(_coupling(kind, detector, each))
    return (
        sorted(found, key=lambda each: each.sort_key),
        sorted(problems, key=lambda each: each.sort_key),
    )


def _coupling(kind: str, detector: Detector, found: Found) -> Coupling:
    return Coupling(
        kind=kind,
        source=found.source,
        target=found.target,
        effect=found.effect,
        severity=found.severity or detector.severity,
        location=found.location,
        detail=found.detail,
        settlement=found.settlement or detector.settlement,
        weight=detector.weight,
    )
