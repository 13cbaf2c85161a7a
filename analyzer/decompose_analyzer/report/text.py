"""The analysis for a person at a terminal.

The first screen answers, in this order: what is in there, what ties it together, where to cut and
what each cut costs, what stands in the way, what could not be judged, and what to do next.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from decompose_analyzer import beside, decisions, price
from decompose_analyzer.boundaries import ranked
from decompose_analyzer.few import few
from decompose_analyzer.finding import detectors
from decompose_analyzer.reporting import Page, Report
from decompose_core.analysis import Analysis
from decompose_core.boundary import Boundary
from decompose_core.coupling import Coupling, CouplingSeverity, Settlement
from decompose_core.location import Location
from decompose_core.problem import Level, Problem

KINDS = 12
CUTS = 16
BLOCKERS = 5
BESIDE_NAMES = 66  # the width of all columns of a cut but its name
NAMED = 8  # apps without models
LONGEST = 300  # characters of a detail; --format json has it whole
COMMANDS = "/management/commands/"  # run by hand or at night, so what requests run comes first
PROBLEMS = 5
COLOURS = {
    CouplingSeverity.BLOCKS: "red",
    CouplingSeverity.REWRITE: "yellow",
    CouplingSeverity.SOFT: "dim",
}
NAMES = ("boundary", "kind", "most of them from -> to")
WORST = tuple(CouplingSeverity)  # the enum lists the worst first
HARDEST = (Settlement.MANUAL, Settlement.ASSISTED, Settlement.AUTOMATIC)


def render(analysis: Analysis, page: Page) -> str:
    """Print the report into a string."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=page.width,
        force_terminal=page.colour,
        no_color=not page.colour,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    _summary(console, analysis)
    _kinds(console, analysis.couplings, focused=bool(page.focus))
    _boundaries(console, analysis.boundaries, focused=bool(page.focus))
    asked = [each for each in analysis.boundaries if each.trial is not None]
    if page.focus and asked:
        _lines(console, price.price(asked[0], analysis.couplings, page.width))
    elif page.focus:
        _places(console, analysis.couplings)
    else:
        _lines(console, decisions.order(analysis, page.width))
        _lines(console, decisions.parts(analysis, page.width))
        _blockers(console, analysis.couplings)
    _lines(console, beside.lines(analysis, page.width))
    _problems(console, analysis.problems)
    _next(console, analysis, page)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _summary(console: Console, analysis: Analysis) -> None:
    concrete = [each for each in analysis.models if not each.abstract]
    counts = [
        _count(len(analysis.apps), "app"),
        _count(len(concrete), "model"),
        _count(len(analysis.endpoints), "endpoint"),
        _count(len(analysis.signals), "signal receiver"),
        _count(len(analysis.tasks), "task"),
    ]
    console.print(Text(", ".join(counts), style="bold"))
    stats = analysis.stats
    read = f"{_count(stats.files, 'file')}, {_count(stats.lines, 'line')} read"
    console.print(Text(f"{read}{_resolved(stats.resolution)}", style="dim"))


def _resolved(resolution: Mapping[str, float]) -> str:
    """Say which share was resolved, rounded down: 99.96 % is not everything."""
    if not resolution:
        return ""
    if min(resolution.values()) == 1:
        return f"; all {', '.join(sorted(resolution))} resolved"
    shares = (f"{name} {int(share * 1000) / 10}%" for name, share in sorted(resolution.items()))
    return f"; resolved: {', '.join(shares)}"


def _kinds(console: Console, couplings: Sequence[Coupling], *, focused: bool) -> None:
    where = "across the cut" if focused else "between apps"
    if not couplings:
        _heading(console, f"No coupling {where} was found")
        return
    severities = Counter(each.severity for each in couplings)
    shares = [f"{severities[each]:,} {_VERBS[each]}" for each in WORST if severities[each]]
    _heading(console, f"{_count(len(couplings), 'coupling')} {where}: {', '.join(shares)}")
    table = _table("kind", "places", "block", "most of them from -> to")
    for column in (1, 2):
        table.columns[column].justify = "right"
    kinds = sorted({each.kind for each in couplings}, key=_worst_kind_first(couplings))
    for kind in kinds[:KINDS]:
        of_kind = [each for each in couplings if each.kind == kind]
        blocking = sum(1 for each in of_kind if each.severity is CouplingSeverity.BLOCKS)
        table.add_row(
            kind, f"{len(of_kind):,}", f"{blocking:,}" if blocking else "", _strongest(of_kind)
        )
    console.print(table)
    rest = [each for each in couplings if each.kind in kinds[KINDS:]]
    if rest:
        more = f"{_count(len(kinds) - KINDS, 'kind')} more with {_count(len(rest), 'place')}"
        blocking = sum(1 for each in rest if each.severity is CouplingSeverity.BLOCKS)
        share = f", {blocking:,} of them block" if blocking else ""
        console.print(Text(f"... and {more}{share}", style="dim"))


def _boundaries(console: Console, boundaries: Sequence[Boundary], *, focused: bool) -> None:
    if not boundaries:
        return
    with_models = [each for each in ranked(boundaries) if each.models or focused]
    if len(with_models) == 1 and not focused:
        _heading(console, _only_one(with_models[0]))
        return
    _heading(console, "What each cut costs, the cheapest first (places, by who settles them)")
    longest = max((len(each.name) for each in with_models), default=0)
    measures = ("coupling", "cohesion") if longest + BESIDE_NAMES <= console.width else ()
    table = _table("boundary", "models", "tool", "tool + answer", "by hand", *measures)
    for column in table.columns[1:]:
        column.justify = "right"
    for each in with_models[:CUTS]:
        table.add_row(
            each.name,
            f"{len(each.models):,}",
            f"{each.cost.automatic:,}",
            f"{each.cost.assisted:,}",
            f"{each.cost.manual:,}",
            *(f"{each.metrics.get(measure, 0):.2f}" for measure in measures),
        )
    if with_models:
        console.print(table)
    if len(with_models) > CUTS:
        console.print(Text(f"... and {len(with_models) - CUTS:,} more", style="dim"))
    without = sorted(each.name for each in boundaries if not each.models and not focused)
    if without:
        named = few(without, NAMED)
        console.print(Text(f"no models, so no data to move: {named}", style="dim"))


def _only_one(boundary: Boundary) -> str:
    if len(boundary.models) == 1:
        return f"{boundary.models[0]} is the only model: there is nothing to cut"
    return f"{boundary.name} has all models: a cut goes through it, and --seed MODEL prices one"


def _blockers(console: Console, couplings: Sequence[Coupling]) -> None:
    """Show the hardest places, one entry a place: a transaction may reach five apps at once."""
    hard = [each for each in couplings if each.settlement is not Settlement.AUTOMATIC]
    places: dict[tuple[Location, str], list[Coupling]] = {}
    for each in hard:
        places.setdefault((each.location, each.kind), []).append(each)
    if not places:
        return
    hands = sum(1 for each in hard if each.settlement is Settlement.MANUAL)
    count = f"{_count(len(places), 'place')}, {_count(hands, 'coupling')} by hand"
    _heading(console, f"What stands in the way ({count})")
    for found in sorted(places.values(), key=_hardest_first)[:BLOCKERS]:
        _place(console, found)
    if len(places) > BLOCKERS:
        console.print(
            f"  ... and {len(places) - BLOCKERS:,} more: --app LABEL lists those of an app"
        )


def _places(console: Console, couplings: Sequence[Coupling]) -> None:
    """Show every place by kind, and what the extractor makes of it."""
    known = detectors()
    for kind in sorted({each.kind for each in couplings}, key=_worst_kind_first(couplings)):
        of_kind = [each for each in couplings if each.kind == kind]
        _heading(console, f"{kind}: {_count(len(of_kind), 'place')}")
        console.print(Padding(Text(f"becomes: {known[kind].settled}", style="dim"), (0, 0, 0, 2)))
        for each in of_kind:
            _place(console, [each])


def _place(console: Console, found: Sequence[Coupling]) -> None:
    """Show one place: where, what, between which apps, and how it is known."""
    first = found[0]
    targets = ", ".join(sorted({each.target.app for each in found}))
    console.print(Text(f"  {first.location}", style="bold"))
    kind = f"{first.kind}: {first.source.app} -> {targets}"
    console.print(Padding(Text(kind, style=COLOURS[first.severity]), (0, 0, 0, 4)))
    console.print(Padding(Text(_shortened(first.detail)), (0, 0, 0, 4)))


def _shortened(detail: str) -> str:
    return detail if len(detail) <= LONGEST else f"{detail[: LONGEST - 3]}..."


def _problems(console: Console, problems: Sequence[Problem]) -> None:
    if not problems:
        return
    levels = Counter(each.severity for each in problems)
    shares = [
        f"{_count(levels[each], each.name.lower())}" for each in reversed(Level) if levels[each]
    ]
    _heading(console, f"Could not be read or judged: {', '.join(shares)}")
    for each in sorted(problems, key=lambda each: (-each.severity, each.sort_key))[:PROBLEMS]:
        console.print(Text(f"  {each.location or ''}", style="bold"))
        console.print(Padding(Text(each.message), (0, 0, 0, 4)))
    if len(problems) > PROBLEMS:
        console.print(f"  ... and {len(problems) - PROBLEMS:,} more: --format json lists them all")


def _next(console: Console, analysis: Analysis, page: Page) -> None:
    commands = _commands(analysis, page)
    if not commands:
        return
    _heading(console, "Next")
    longest = max(map(len, commands))
    for command, what in commands.items():
        line = f"  {command:<{longest}}  {what}"
        shown = line if len(line) <= page.width else f"  {command}\n      {what}"
        console.print(Text(shown), soft_wrap=True)


def _commands(analysis: Analysis, page: Page) -> Mapping[str, str]:
    """Name the commands that lead on from here, and what each is for."""
    cuts = {each.name: each for each in ranked(analysis.boundaries) if each.models}
    if page.focus:
        return _extraction(cuts[page.focus[0]]) if page.focus[0] in cuts else {}
    html = {"decompose analyze PATH --format html -o report.html": "the graph, to try cuts"}
    if len(cuts) == 1:
        seeds = [each.name for each in analysis.suggestion[1:2]]
        around = f"decompose analyze PATH --seed {''.join(seeds)}"
        return {around: "the cheapest cut around one model", **html} if seeds else {}
    names = [*(each.app for each in analysis.order if each.app in cuts), *cuts]
    if not names:
        return {}
    places = {f"decompose analyze PATH --app {names[0]}": "every place of this cut"}
    return {**places, **html, **_extraction(cuts[names[0]])}


def _extraction(cut: Boundary) -> Mapping[str, str]:
    """Say how to go on from a cut; an extraction takes whole apps."""
    if any(each.partition(".")[0] not in cut.apps for each in cut.models):
        keep = "[boundaries.NAME] with these apps and models, in decompose.toml"
        return {keep: "`decompose check` then refuses new crossings"}
    if cut.apps == (cut.name,):
        return {f"decompose extract {cut.name} --dry-run": "what would be written"}
    apps = " ".join(f"--app {each}" for each in cut.apps)
    return {f"decompose extract NAME {apps} --dry-run": "what would be written"}


def _lines(console: Console, lines: Iterable[str]) -> None:
    """Print prepared lines; those at the margin are headings."""
    found = list(lines)
    if found:
        console.print()
    for line in found:
        console.print(Text(line, style="" if line.startswith(" ") else "bold"), soft_wrap=True)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        # Numbers are never cut; a name that is too long goes on in the next line.
        table.add_column(column, no_wrap=column not in NAMES, overflow="fold")
    return table


def _strongest(couplings: Iterable[Coupling]) -> str:
    pairs = Counter((each.source.app, each.target.app) for each in couplings)
    (source, target), count = min(pairs.items(), key=lambda item: (-item[1], item[0]))
    return f"{source} -> {target} ({count:,})"


def _worst_kind_first(couplings: Sequence[Coupling]) -> Callable[[str], tuple[int, int, str]]:
    blocking = Counter(e.kind for e in couplings if e.severity is CouplingSeverity.BLOCKS)
    places = Counter(each.kind for each in couplings)
    return lambda kind: (-blocking[kind], -places[kind], kind)


def _hardest_first(found: Sequence[Coupling]) -> tuple[object, ...]:
    """Order places by who settles them, how much they block, and how many apps they reach."""
    first = min(found, key=lambda each: each.sort_key)
    return (
        HARDEST.index(first.settlement),
        WORST.index(first.severity),
        COMMANDS in first.location.path,
        -sum(each.weight for each in found),
        first.sort_key,
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


_VERBS = {
    CouplingSeverity.BLOCKS: "block a cut",
    CouplingSeverity.REWRITE: "need a rewrite",
    CouplingSeverity.SOFT: "are soft",
}

report = Report(render, "a summary for people")
