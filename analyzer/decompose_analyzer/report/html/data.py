"""What the page knows: the analysis as one compact document of tables that refer to each other.

Couplings are columns of numbers, texts are written once. The page prices cuts by the analyzer's own
rules, so the weights and the kinds that only a cut makes come from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from decompose_analyzer.boundaries import BY_HAND, BY_TOOL, WITH_ANSWER
from decompose_analyzer.excerpts import ROOM, WIDEST
from decompose_analyzer.finding import detectors
from decompose_analyzer.graph import model_of
from decompose_analyzer.report.html.tables import Table, shortened
from decompose_analyzer.reporting import Excerpts, Page
from decompose_analyzer.split import CODE, RELATION
from decompose_core.analysis import Analysis
from decompose_core.boundary import Boundary, Cost
from decompose_core.coupling import Coupling, CouplingSeverity, Effect, End, Settlement
from decompose_core.monolith import Model, RelationKind
from decompose_core.problem import Level

EFFECTS = tuple(Effect)
SEVERITIES = tuple(CouplingSeverity)
SETTLEMENTS = tuple(Settlement)
OF_A_CUT = {
    RELATION: "A relation between two models of one app that the cut would part.",
    CODE: "A file that uses models of both sides of a cut through its app.",
}
MADE_OF_A_CUT = "the tool makes the two sides; the file is split by an answer"


@dataclass(frozen=True, slots=True)
class _Tables:
    """What the parts of the document refer to by number; files get theirs as they are named."""

    apps: Table[str]
    models: Table[str]
    kinds: Table[str]
    symbols: Table[str]
    details: Table[str]
    files: Table[str]


def document(analysis: Analysis, page: Page) -> Mapping[str, object]:
    """Make the page's data."""
    concrete = [each for each in analysis.models if not each.abstract]
    found = [each for each in analysis.couplings if each.kind not in OF_A_CUT]
    tables = _tables(analysis, concrete, found)
    named = {each.label: [each.name, each.path] for each in analysis.apps}
    return {
        "title": page.title,
        "counts": _counts(analysis, concrete),
        "weights": [BY_TOOL, WITH_ANSWER, BY_HAND],
        "inside": len(named),
        "apps": [[label, *named.get(label, ())] for label in tables.apps.rows],
        **_models(analysis, concrete, tables),
        "effects": [each.value for each in EFFECTS],
        "severities": [each.value for each in SEVERITIES],
        "settlements": [each.value for each in SETTLEMENTS],
        "kinds": [[kind, *_about(kind)] for kind in tables.kinds.rows],
        **_couplings(found, tables),
        "symbols": shortened(tables.symbols.rows),
        "details": shortened(tables.details.rows),
        "endpoints": _endpoints(analysis, tables),
        **_advice(analysis, page, tables),
        "problems": _problems(analysis, tables.files),
        "lines": _lines(page.excerpts, tables.files),
        "rule": _rule(page.excerpts),
        "files": tables.files.rows,
    }


def _tables(analysis: Analysis, concrete: Sequence[Model], found: Sequence[Coupling]) -> _Tables:
    """Number what is known beforehand; apps of the project come before what is none."""
    ends = {end for each in found for end in (each.source, each.target)}
    labels = [each.label for each in analysis.apps]
    outside = {each.app for each in ends} | {each.app for each in concrete}
    return _Tables(
        apps=Table([*labels, *sorted(outside - set(labels))]),
        models=Table(each.label for each in concrete),
        kinds=Table(sorted({each.kind for each in found} | set(OF_A_CUT))),
        symbols=Table(sorted({each.symbol for each in ends})),
        details=Table(sorted({each.detail for each in found})),
        files=Table(),
    )


def _models(analysis: Analysis, concrete: Sequence[Model], tables: _Tables) -> Mapping[str, object]:
    """Write the models, and what a cut through their app would part."""
    return {
        "models": [
            [
                tables.apps.number(each.app),
                each.label.partition(".")[2],
                tables.files.number(each.location.path),
                each.location.line,
                len(each.fields),
            ]
            for each in concrete
        ],
        "relations": _relations(concrete, tables.models),
        "uses": [
            [
                tables.files.number(each.path),
                tables.apps.number(each.app),
                _numbers(each.models, tables.models),
            ]
            for each in analysis.uses
        ],
    }


def _couplings(found: Iterable[Coupling], tables: _Tables) -> Mapping[str, object]:
    """Write the couplings as columns; `how` is effect, severity and settlement in one number."""
    keys = ("kind", "source", "target", "how", "file", "line", "detail")
    columns: dict[str, list[int]] = {key: [] for key in keys}
    ends = Table[End]()
    for each in sorted(found, key=lambda coupling: coupling.sort_key):
        how = EFFECTS.index(each.effect) * len(SEVERITIES) + SEVERITIES.index(each.severity)
        columns["kind"].append(tables.kinds.number(each.kind))
        columns["source"].append(ends.number(each.source))
        columns["target"].append(ends.number(each.target))
        columns["how"].append(how * len(SETTLEMENTS) + SETTLEMENTS.index(each.settlement))
        columns["file"].append(tables.files.number(each.location.path))
        columns["line"].append(each.location.line)
        columns["detail"].append(tables.details.number(each.detail))
    return {
        "couplings": columns,
        "ends": [
            [
                tables.apps.number(end.app),
                tables.symbols.number(end.symbol),
                tables.models.known(model_of(end)),
            ]
            for end in ends.rows
        ],
    }


def _advice(analysis: Analysis, page: Page, tables: _Tables) -> Mapping[str, object]:
    apps = tables.apps
    return {
        "starts": _starts(analysis, page, apps, tables.models),
        "order": [
            [apps.number(each.app), *_cost(each.cost), each.reason] for each in analysis.order
        ],
        "alone": [
            [apps.number(each.apps[0]), *_cost(each.cost)]
            for each in analysis.boundaries
            if each.apps == (each.name,) and apps.known(each.name) >= 0
        ],
        "cycles": [
            [apps.number(each.source), apps.number(each.target), each.places]
            for each in analysis.cycle_edges
        ],
    }


def _counts(analysis: Analysis, concrete: Sequence[Model]) -> Mapping[str, object]:
    return {
        "apps": len(analysis.apps),
        "models": len(concrete),
        "couplings": len(analysis.couplings),
        "endpoints": len(analysis.endpoints),
        "signals": len(analysis.signals),
        "tasks": len(analysis.tasks),
        "files": analysis.stats.files,
        "lines": analysis.stats.lines,
        "resolution": dict(sorted(analysis.stats.resolution.items())),
    }


def _about(kind: str) -> tuple[str, str]:
    if kind in OF_A_CUT:
        return OF_A_CUT[kind], MADE_OF_A_CUT
    detector = detectors().get(kind)
    return (detector.description, detector.settled) if detector else ("", "")


def _relations(concrete: Sequence[Model], models: Table[str]) -> list[list[object]]:
    """List the relations between two models of one app: source, target, field, many."""
    apps = {each.label: each.app for each in concrete}
    found: list[list[object]] = []
    for model in concrete:
        for field in model.fields:
            to = field.relation.to if field.relation else None
            if field.relation and to and apps.get(to) == model.app:
                many = field.relation.kind is RelationKind.M2M
                found.append([models.number(model.label), models.number(to), field.name, int(many)])
    return found


def _endpoints(analysis: Analysis, tables: _Tables) -> list[list[object]]:
    return [
        [
            each.route,
            each.view,
            each.effect.value[0],
            tables.apps.known(each.app or ""),
            tables.files.number(each.location.path),
            each.location.line,
        ]
        for each in analysis.endpoints
    ]


def _starts(analysis: Analysis, page: Page, apps: Table[str], models: Table[str]) -> list[object]:
    """List the cuts that the page offers to begin with, the best one first."""
    known = {each.name: each for each in analysis.boundaries}
    asked = [known[name] for name in page.focus if name in known]
    labels = {each.label for each in analysis.apps}
    declared = [each for each in analysis.boundaries if each.name not in labels]
    first = [each.app for each in analysis.order if each.app in known][:1]
    starts: list[object] = []
    if asked:
        starts.append(["The cut you asked for", [_group(each, apps, models) for each in asked]])
    declared = [each for each in declared if each not in asked]
    if declared:
        groups = [_group(each, apps, models) for each in declared]
        starts.append(["Declared in decompose.toml", groups])
    if len(labels) > 1 and first:
        group = _group(known[first[0]], apps, models)
        starts.append([f"First cut: {first[0]}", [group]])
    if len(analysis.suggestion) > 1:
        parts = [
            [each.name.partition(".")[2], [], _numbers(each.models, models)]
            for each in analysis.suggestion
            if len(each.models) > 1
        ]
        starts.append(["Parts that belong together", parts])
    return [*starts, ["Everything in the monolith", []]]


def _group(boundary: Boundary, apps: Table[str], models: Table[str]) -> list[object]:
    known = [apps.number(each) for each in boundary.apps if apps.known(each) >= 0]
    return [boundary.name, known, _numbers(boundary.models, models)]


def _problems(analysis: Analysis, files: Table[str]) -> list[list[object]]:
    ordered = sorted(analysis.problems, key=lambda each: (-each.severity, each.sort_key))
    return [
        [
            list(Level).index(each.severity),
            each.message,
            each.hint or "",
            files.number(each.location.path) if each.location else -1,
            each.location.line if each.location else 0,
        ]
        for each in ordered
    ]


def _lines(found: Excerpts, files: Table[str]) -> dict[str, list[list[object]]]:
    """Write the lines of each file as runs: the first one's number, then the lines."""
    written: dict[str, list[list[object]]] = {}
    for path, lines in found.lines.items():
        runs: list[list[object]] = []
        last = -1
        for number, line in sorted(lines.items()):
            if number != last + 1:
                runs.append([number])
            runs[-1].append(line)
            last = number
        written[str(files.number(path))] = runs
    return written


def _rule(found: Excerpts) -> str:
    """Say which lines are shown, so that nothing is missing silently."""
    if not found.lines:
        return "This report was made without the source, so places have no lines."
    many = f"{found.around} lines before and after it" if found.around > 1 else "its neighbours"
    each = f"Each place is shown with {many}" if found.around else "Each place is shown as one line"
    cut = f"{each}; lines are cut at {WIDEST} characters"
    if found.left_out:
        room = f"{ROOM:,} characters of source"
        return f"{cut}. The report takes {room}: {found.left_out:,} places are without."
    return f"{cut}."


def _cost(cost: Cost) -> tuple[int, int, int]:
    return cost.automatic, cost.assisted, cost.manual


def _numbers(labels: Iterable[str], table: Table[str]) -> list[int]:
    return [table.number(each) for each in labels if table.known(each) >= 0]
