"""What is known about the boundaries from outside the code, each piece with its origin.

It stands beside the couplings and never changes a price, which counts places in the code. Where it
was asked for, it pulls a little on what belongs together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from decompose_analyzer import recorded_sql
from decompose_analyzer.graph import Graph
from decompose_analyzer.history import read_history
from decompose_analyzer.sql_evidence import sql_evidence
from decompose_core.boundary import Evidence, Origin, Together
from decompose_core.coupling import End
from decompose_core.monolith import App, Model
from decompose_core.problem import Problem
from decompose_source.project import Project

LEAST = 2  # once is chance
WEIGHT = 0.25  # what two that always go together gain; a model's tie to its own file is 1


@dataclass(frozen=True, slots=True)
class Sources:
    """Where to look: the history since a day (an empty one: all of it), a recording of SQL.

    None stands for not at all.
    """

    history: str | None = None
    sql: Path | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The evidence in order, and what is missing from it."""

    evidence: tuple[Evidence, ...] = ()
    problems: tuple[Problem, ...] = ()


def gather(project: Project, sources: Sources) -> Gathered:
    """Look at every source that was asked for.

    Raises:
        Refused: one can't be read.
    """
    evidence: list[Evidence] = []
    problems: list[Problem] = []
    if sources.history is not None:
        history = read_history(project.root, sources.history)
        evidence += co_changes(history.commits, project.apps, project.models)
        problems += history.problems
    if sources.sql is not None:
        found, unknown = sql_evidence(recorded_sql.read(sources.sql), project.models, sources.sql)
        evidence += found
        problems += unknown
    return Gathered(tuple(sorted(evidence)), tuple(problems))


def co_changes(
    commits: Sequence[frozenset[str]], apps: Iterable[App], models: Iterable[Model]
) -> tuple[Evidence, ...]:
    """Tell which apps changed together, and which models that have a file of their own."""
    folders = {each.path: each.label for each in apps}
    files = _own_files(models)
    by_app = [_known(commit, lambda path: _app_of(path, folders)) for commit in commits]
    by_model = [_known(commit, files.get) for commit in commits]
    return tuple(sorted([*_together(by_app), *_together(by_model)]))


def ends(evidence: Evidence) -> tuple[End, End]:
    """Read both sides as ends of a coupling; an app as a whole has no symbol."""
    (app, _, name), (other, _, symbol) = (
        evidence.source.partition("."),
        evidence.target.partition("."),
    )
    return End(app, name), End(other, symbol)


def pulled(ties: Graph, evidence: Iterable[Evidence], models: Iterable[Model]) -> Graph:
    """Add the evidence to the ties: two models directly, two apps by a node between their models.

    The node keeps the number of edges small, and shares the weight out among the models.
    """
    homes: dict[str, list[str]] = defaultdict(list)
    for model in models:
        if not model.abstract:
            homes[model.app].append(model.label)
    edges = defaultdict[tuple[str, str], float](float, ties.edges)
    for each in evidence:
        for edge, weight in _edges(each, homes):
            edges[edge] += weight
    nodes = set(ties.nodes).union(*edges)
    return Graph(tuple(sorted(nodes)), dict(sorted(edges.items())))


def _edges(
    each: Evidence, homes: Mapping[str, Sequence[str]]
) -> Iterator[tuple[tuple[str, str], float]]:
    weight = WEIGHT * each.weight
    if "." in each.source:
        yield (min(each.source, each.target), max(each.source, each.target)), weight
        return
    node = f"{each.origin.value}: {each.source} and {each.target}"
    labels = [*homes.get(each.source, ()), *homes.get(each.target, ())]
    for label in labels:
        yield (min(label, node), max(label, node)), weight / len(labels)


def _own_files(models: Iterable[Model]) -> Mapping[str, str]:
    """Map each file with exactly one model to it."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in models:
        if not each.abstract:
            found[each.location.path].append(each.label)
    return {path: labels[0] for path, labels in found.items() if len(labels) == 1}


def _app_of(path: str, folders: Mapping[str, str]) -> str | None:
    """Find the app in whose folder a file lies, the innermost one."""
    folder = path
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        if folder in folders:
            return folders[folder]
    return folders.get("") or folders.get(".")


def _known(commit: frozenset[str], owner: Callable[[str], str | None]) -> frozenset[str]:
    return frozenset(filter(None, map(owner, commit)))


def _together(commits: Sequence[frozenset[str]]) -> Iterator[Evidence]:
    """Yield each pair with its support and its higher confidence."""
    alone = Counter(each for commit in commits for each in commit)
    both = Counter(pair for commit in commits for pair in combinations(sorted(commit), 2))
    for pair, count in both.items():
        if count >= LEAST:
            source, target = sorted(pair, key=lambda each: (alone[each], each))
            share = round(count / alone[source], 4)
            detail = f"{count:,} of the {alone[source]:,} commits to {source} changed {target} too"
            yield Evidence(
                Origin.HISTORY, source, target, count, share, detail, Together.CHANGED, share
            )
