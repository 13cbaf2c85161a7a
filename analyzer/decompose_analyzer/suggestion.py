"""Which models belong together, and what holds them: the parts of a partition with reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from decompose_analyzer.graph import Graph
from decompose_analyzer.partition import partition
from decompose_analyzer.seeded import Neighbours, neighbours_of, strength
from decompose_core.boundary import Part
from decompose_core.monolith import Model

NAMED = 2  # as many ties are named in a reason


def suggestion(ties: Graph, models: Iterable[Model]) -> tuple[Part, ...]:
    """Suggest parts, the largest first."""
    apps = {each.label: each.app for each in models if not each.abstract}
    neighbours = neighbours_of(ties)
    return tuple(_part(members, apps, neighbours) for members in partition(ties, apps))


def _part(members: frozenset[str], apps: dict[str, str], neighbours: Neighbours) -> Part:
    inside = {label: _to(label, members, neighbours) for label in members}
    name = min(members, key=lambda each: (-inside[each], each))
    return Part(
        name=name,
        apps=tuple(sorted({apps[each] for each in members})),
        models=tuple(sorted(members)),
        reason=_reason(members, apps, neighbours),
    )


def _to(label: str, members: frozenset[str], neighbours: Neighbours) -> float:
    """Add up how closely a model is tied to others of its part, directly or by a file."""
    total = 0.0
    for other, weight in neighbours[label].items():
        if other in members:
            total += weight
        else:
            shared = neighbours[other]
            total += sum(min(weight, shared[each]) for each in shared if each in members) / 2
    return total


def _reason(members: frozenset[str], apps: dict[str, str], neighbours: Neighbours) -> str:
    if len(members) == 1:
        (label,) = members
        return "tied to nothing" if not strength(neighbours, label) else "tied to files of its own"
    files: Counter[str] = Counter()
    relations: list[tuple[float, str, str]] = []
    for label in sorted(members):
        for other, weight in neighbours[label].items():
            if other in members:
                relations += [(-weight, label, other)] if label < other else []
            elif other not in apps:
                files[other] += 1
    words = [f"{one} - {other}" for _, one, other in sorted(relations)[:NAMED]]
    shared = sorted(files.items(), key=lambda item: (-item[1], item[0]))[:NAMED]
    words += [f"{path} ({count} of them)" for path, count in shared if count > 1]
    return f"held together by {', '.join(words)}" if words else "tied through imports only"
