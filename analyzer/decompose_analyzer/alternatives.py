"""The next-best cuts: those that differ from one by a single app, or a single model of a split app.

A neighbour's price is the cut's own one, less what the moved app or model has to do with, priced
before the move, and more the same, priced after it: in a project of thousands of models the whole
would be added up thousands of times.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from decompose_analyzer.boundaries import Cut, cost_of, crossings, effort
from decompose_analyzer.graph import model_of
from decompose_analyzer.split import Inside, each_alone, split, split_apps
from decompose_core.boundary import Alternative, Cost
from decompose_core.coupling import Coupling, End

ALTERNATIVES = 2


@dataclass(frozen=True, slots=True)
class Priced:
    """A cut with what it was priced by: the couplings between apps, and what the apps hold."""

    cut: Cut
    cost: Cost
    couplings: Sequence[Coupling]
    held: Inside


def alternatives(
    base: Priced, apps: Iterable[str], leaving: Iterable[str], staying: Iterable[str]
) -> tuple[Alternative, ...]:
    """Move one app or model to the other side, and keep the two cheapest.

    `leaving` and `staying` are labels of models whose side is settled. A cut that leaves nothing on
    one of its sides is no cut.
    """
    goes, stays = list(map(_end, leaving)), list(map(_end, staying))
    found = [
        Alternative(change, cost)
        for change, other, cost in neighbours(base, apps)
        if all(map(other.holds, goes)) and not any(map(other.holds, stays))
    ]
    return tuple(sorted(found, key=lambda each: (effort(each.cost), each.change))[:ALTERNATIVES])


def neighbours(base: Priced, apps: Iterable[str]) -> Iterator[tuple[str, Cut, Cost]]:
    """Yield every cut that differs by one app or model, and its price."""
    near = _by(base.couplings, lambda end: end.app)
    of_model = _by(base.couplings, model_of) if base.cut.models else {}
    alone = each_alone(base.held) if base.cut.models else {}
    for word, moved, other in _moves(base.cut, sorted(apps), base.held):
        if split_apps(other) != split_apps(base.cut):
            cost = _cost(other, base.couplings, base.held)
        elif moved in alone:
            cost = _moved(base, other, of_model.get(moved, ()), alone[moved])
        else:
            cost = _moved(base, other, near.get(moved, ()), Inside({}, {}))
        yield f"{word} {moved}", other, cost


def _by(couplings: Iterable[Coupling], key: Callable[[End], str]) -> Mapping[str, list[Coupling]]:
    found: dict[str, list[Coupling]] = defaultdict(list)
    for each in couplings:
        for one in {key(each.source), key(each.target)}:
            found[one].append(each)
    return found


def _end(label: str) -> End:
    app, _, name = label.partition(".")
    return End(app, name)


def _moves(cut: Cut, apps: Sequence[str], held: Inside) -> Iterator[tuple[str, str, Cut]]:
    """Yield each neighbour with what was moved and to where."""
    sizes = Counter(each.app for each in held.models.values())
    parted = Counter(held.models[each].app for each in cut.models)
    for app in apps:
        others = frozenset(each for each in cut.models if held.models[each].app != app)
        if app not in cut.apps:
            taken = replace(cut, apps=cut.apps | {app}, models=others)
            if _leaves(taken, sizes):
                yield "with", app, taken
        if (app in cut.apps or others != cut.models) and (cut.apps - {app} or others):
            yield "without", app, replace(cut, apps=cut.apps - {app}, models=others)
    for label in sorted(each for each, model in held.models.items() if model.app in parted):
        moved = replace(cut, models=cut.models ^ {label})
        app = held.models[label].app
        if label in cut.models:
            if moved.models or moved.apps:
                yield "without", label, moved
        elif parted[app] + 1 < sizes[app]:  # the last one of its app comes with all of the app
            yield "with", label, moved


def _leaves(cut: Cut, sizes: Mapping[str, int]) -> bool:
    """Say whether any model stays behind; in a project without models, anything may go."""
    inside = sum(count for app, count in sizes.items() if app in cut.apps) + len(cut.models)
    return not sizes or inside < sum(sizes.values())


def _cost(cut: Cut, couplings: Iterable[Coupling], held: Inside) -> Cost:
    return cost_of(crossings(cut, (*couplings, *split(cut, held))))


def _moved(base: Priced, other: Cut, couplings: Sequence[Coupling], held: Inside) -> Cost:
    before, after = _cost(base.cut, couplings, held), _cost(other, couplings, held)
    return Cost(
        base.cost.automatic - before.automatic + after.automatic,
        base.cost.assisted - before.assisted + after.assisted,
        base.cost.manual - before.manual + after.manual,
    )
