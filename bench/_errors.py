"""Where a partition of models is wrong: pairs it splits, pairs it mixes, models it misplaces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb

from _agreement import adjusted_rand_index
from _recovery import members

from decompose_analyzer.graph import Graph
from decompose_analyzer.suggestion import suggestion
from decompose_core.monolith import Model

NAMED = 5  # as many misplaced models a project


@dataclass(frozen=True, slots=True)
class Errors:
    """Pairs of one app in two parts (of them in the largest app), and of two apps in one part.

    A model is misplaced where another app has the majority of its part. `without_largest` is the
    adjusted Rand index of the models of all other apps.
    """

    split: int
    split_in_largest: int
    mixed: int
    misplaced: Mapping[str, str]
    largest: str
    largest_models: int
    without_largest: float


def errors(parts: Sequence[frozenset[str]], truth: Mapping[str, str]) -> Errors:
    """Count what is wrong."""
    apps = Counter(truth.values())
    largest = min(apps, key=lambda app: (-apps[app], app))
    both = [Counter(truth[each] for each in part) for part in parts]
    kept = Counter[str]()
    for counts in both:
        kept.update({app: comb(count, 2) for app, count in counts.items()})
    split = {app: comb(count, 2) - kept[app] for app, count in apps.items()}
    misplaced: dict[str, str] = {}
    for part, counts in zip(parts, both, strict=True):
        major = min(counts, key=lambda app: (-counts[app], app))
        misplaced |= {each: major for each in part if truth[each] != major}
    rest = {label: app for label, app in truth.items() if app != largest}
    place = members(parts)
    return Errors(
        split=sum(split.values()),
        split_in_largest=split[largest],
        mixed=sum(comb(len(part), 2) for part in parts) - sum(kept.values()),
        misplaced=dict(sorted(misplaced.items())),
        largest=largest,
        largest_models=apps[largest],
        without_largest=adjusted_rand_index(rest, {label: place[label] for label in rest}),
    )


def table(found: Mapping[str, Errors]) -> Iterator[str]:
    """Write one line a project."""
    yield (
        "| project | split pairs | of them in the largest app | mixed pairs | misplaced models | "
        "without the largest app |"
    )
    yield "| --- | --: | --- | --: | --- | --: |"
    for name, each in found.items():
        share = f"{each.split_in_largest / each.split:.0%}" if each.split else "none"
        largest = f"{share} ({each.largest}, {each.largest_models} models)"
        few = [f"{label} to {app}" for label, app in each.misplaced.items()][:NAMED]
        more = len(each.misplaced) - len(few)
        named = f"{len(each.misplaced)}: {', '.join(few)}" if few else "0"
        named += f" and {more} more" if more else ""
        yield (
            f"| {name} | {each.split:,} | {largest} | {each.mixed:,} | {named} | "
            f"{each.without_largest:.2f} |"
        )


def parts_of(name: str, ties: Graph, models: Sequence[Model]) -> Iterator[str]:
    """Write the parts of one project with what holds them together."""
    yield f"The parts of {name}, where the figure is lowest:"
    yield ""
    yield "| models | of apps | the most central one | why |"
    yield "| --: | --- | --- | --- |"
    apps = {each.label: each.app for each in models}
    for part in suggestion(ties, models):
        counts = Counter(apps[each] for each in part.models)
        of = ", ".join(f"{app} {counts[app]}" for app in sorted(counts, key=lambda x: -counts[x]))
        yield f"| {len(part.models)} | {of} | {part.name} | {part.reason} |"
