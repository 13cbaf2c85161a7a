"""From the blueprint to the plan: tables, routes, seams, and how each coupling ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from decompose_core.coupling import Coupling
from decompose_core.location import Location
from decompose_core.plan import ExtractionPlan, PlannedTable, Seam, Settled, Step
from decompose_core.project_file import RouteEntry, Strategy
from decompose_extractor.blueprint import Blueprint, needed_modules, seam_pieces
from decompose_extractor.cut import is_test
from decompose_extractor.link_files import MONOLITH, outbox_of
from decompose_extractor.pieces import How
from decompose_extractor.requirements import requirements
from decompose_extractor.route_effects import RouteEffects
from decompose_extractor.settling import own_findings, settle, together
from decompose_extractor.tables import planned_tables
from decompose_extractor.warnings_of_keys import warned_keys
from decompose_extractor.writers import route_pattern, writers_of


def make_plan(
    blueprint: Blueprint, couplings: Iterable[Coupling], steps: Iterable[Step]
) -> ExtractionPlan:
    """Write down what the extraction does; every tuple is sorted."""
    cut = blueprint.cut
    reported = tuple(dict.fromkeys(settle(blueprint, couplings)))
    settled = together(reported, own_findings(blueprint))
    _, problems = requirements(
        cut.project.root,
        needed_modules(blueprint),
        blueprint.packages,
        rest=blueprint.uses_rest,
        pytest=blueprint.uses_pytest,
    )
    return ExtractionPlan(
        service=blueprint.name,
        apps=tuple(sorted(cut.moved)),
        settings=cut.project.settings_module or "",
        tables=tuple(
            sorted(
                [
                    *planned_tables(cut, blueprint.closure, blueprint.production),
                    *_outboxes(blueprint.name),
                ],
                key=lambda each: each.name,
            )
        ),
        views=tuple(sorted(blueprint.objects.views)),
        routes=tuple(_routes(blueprint)),
        writers=writers_of(cut),
        seams=tuple(_seams(blueprint)),
        settled=tuple(sorted(settled, key=_settled_key)),
        reported=len(reported),
        steps=tuple(sorted(steps, key=lambda each: each.path)),
        unresolved=tuple(
            sorted(
                {*blueprint.problems, *problems, *warned_keys(blueprint)},
                key=lambda each: each.sort_key,
            )
        ),
    )


def _outboxes(service: str) -> Iterator[PlannedTable]:
    """The events travel with the rows they tell of, each side's in a table of its own."""
    for side in (MONOLITH, service):
        name = f"decompose_link.From{side.title().replace('-', '').replace('_', '')}"
        yield PlannedTable(outbox_of(side), name, ("id",), moved=side != MONOLITH)


def _settled_key(each: Settled) -> tuple[Location, str, str, str, str, str]:
    return (
        each.location,
        each.kind,
        str(each.source),
        str(each.target),
        each.outcome.value,
        each.reason,
    )


def _routes(blueprint: Blueprint) -> Iterator[RouteEntry]:
    """Turn the endpoints of the moved apps into routes, in the order in which Django tries them."""
    effects = RouteEffects(blueprint.cut)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for each in blueprint.cut.project.endpoints:
        if each.app not in blueprint.cut.moved or each.namespace.split(":")[0] == "admin":
            continue
        for route in effects.routes(each, route_pattern(each.route)):
            key = (route.pattern, route.methods)
            if key not in seen:
                seen.add(key)
                yield route


def _seams(blueprint: Blueprint) -> Iterator[Seam]:
    cut = blueprint.cut
    for symbol in seam_pieces(blueprint.production):
        decided = cut.seams.get(symbol, "api")
        yield Seam(symbol, decided, _places(blueprint, symbol))
    for each in blueprint.production.pieces:
        symbol = f"{each.module}.{each.name}"
        if each.how is How.REPLICA:
            model = cut.project.model_of(symbol)
            strategy: Strategy = "replica"
            yield Seam(model.label if model else symbol, strategy, _places(blueprint, symbol))


def _places(blueprint: Blueprint, symbol: str) -> tuple[Location, ...]:
    """Where code that is not a test uses a symbol; an import without a use counts with its file."""
    found = [
        each
        for each in blueprint.closure.places.get(symbol, ())
        if not is_test(each.path.replace("/", ".").removesuffix(".py"))
    ]
    lines = [each for each in found if each.line]
    return tuple(sorted(lines or found))
