"""What the SQL of a test run says of which models belong together.

The more models a case has, the less it says of each pair: a case of n models weighs 1 / (n - 1) for
a pair, as in Newman, "Scientific collaboration networks II", Physical Review E 64, 2001.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from decompose_analyzer.few import few
from decompose_analyzer.recorded_sql import REMEDY, Group, RecordedSql, WayIn
from decompose_core.boundary import Evidence, Origin, Together
from decompose_core.location import Location
from decompose_core.monolith import Model
from decompose_core.problem import Level, Problem, refuse

LEAST_TOUCHED = 2  # to be touched by one request is chance; a join or a transaction is none
PLACES = 3
NAMED = 5  # as many unknown models are named
WORDS = {
    Together.JOINED: "join {target} in one query",
    Together.WRITTEN: "write {target} in the same transaction",
    Together.TOUCHED: "touch {target} too",
}

Pair = tuple[str, str]


def sql_evidence(
    recorded: RecordedSql, models: Iterable[Model], path: Path
) -> tuple[tuple[Evidence, ...], tuple[Problem, ...]]:
    """Count for each pair of the project's models how many ways in touch them together.

    Raises:
        Refused: the recording knows none of the project's models.
    """
    known = {each.label for each in models if not each.abstract}
    seen = frozenset[str]().union(*(each.models for each in recorded.ways_in))
    if seen.isdisjoint(known):
        if seen:
            names = few(sorted(seen), NAMED)
            message = f"it was recorded in another project: {names} are not in this one"
        else:
            message = f"it holds nothing: no query of the project in {recorded.tests:,} tests"
        raise refuse(message, location=Location(str(path)), hint=REMEDY)
    touching = Counter(label for each in recorded.ways_in for label in each.models & known)
    found = [
        piece
        for how in WORDS
        for piece in _pieces(how, _cases(how, recorded.ways_in, known), touching)
    ]
    return tuple(sorted(found)), tuple(_unknown(seen - known))


def _cases(
    how: Together, ways_in: Iterable[WayIn], known: set[str]
) -> Mapping[str, Mapping[Pair, float]]:
    """Tell for each way in which pairs it had together, and what it weighs for each."""
    found: dict[str, Mapping[Pair, float]] = {}
    for each in ways_in:
        pairs: dict[Pair, float] = {}
        for group in _groups(how, each):
            here = sorted(known.intersection(group))
            for pair in combinations(here, 2):
                pairs[pair] = max(pairs.get(pair, 0.0), 1 / (len(here) - 1))
        found[each.name] = pairs
    return found


def _groups(how: Together, way_in: WayIn) -> Sequence[Group]:
    if how is Together.JOINED:
        return way_in.joined
    return way_in.written if how is Together.WRITTEN else way_in.touched


def _pieces(
    how: Together, cases: Mapping[str, Mapping[Pair, float]], touching: Mapping[str, int]
) -> Iterator[Evidence]:
    names: dict[Pair, list[str]] = defaultdict(list)
    weights: dict[Pair, float] = defaultdict(float)
    for name, pairs in sorted(cases.items()):
        for pair, weight in pairs.items():
            names[pair].append(name)
            weights[pair] += weight
    for pair, places in names.items():
        if how is Together.TOUCHED and len(places) < LEAST_TOUCHED:
            continue
        source, target = sorted(pair, key=lambda each: (touching[each], each))
        every = touching[source]
        some = f"{len(places):,} of the {every:,} ways in that touch {source}"
        yield Evidence(
            origin=Origin.SQL,
            source=source,
            target=target,
            count=len(places),
            share=round(len(places) / every, 4),
            detail=f"{some} {WORDS[how].format(target=target)}",
            how=how,
            weight=round(weights[pair] / every, 4),
            places=tuple(places[:PLACES]),
        )


def _unknown(labels: frozenset[str]) -> Iterator[Problem]:
    if labels:
        message = f"recorded SQL: {len(labels):,} of its models are not in the project's source"
        hint = f"{few(sorted(labels), NAMED)}; where they are gone: {REMEDY}"
        yield Problem(Level.NOTE, message, None, hint)
