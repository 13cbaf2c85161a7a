"""How every place that the sample lists ends, against the end that its catalogue row demands.

`python -m tests.extractor.catalogue_rows` cuts out each app of the sample alone, in memory, and
writes the table into docs/extraction.md. A place couples one app to another: it is settled in the
cut of either. What is counted are the couplings and findings of the row's kinds at the place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from decompose_analyzer.analyze import analyze_project
from decompose_analyzer.finding import detectors
from decompose_core.plan import ExtractionPlan, Outcome
from decompose_extractor.extract import Boundary, plan
from decompose_source.project import read_project
from tests.analyzer.coverage import SAMPLE, Place, places, statement

PAGE = SAMPLE.parent / "docs" / "extraction.md"
BEGIN, END = "<!-- begin rows -->\n", "<!-- end rows -->"
_ELSE_MARKED = {
    5, 7, 10, 15, 16, 20, 21, 25, 26, 27, 29, 31, 32, 35, 37, 38, 40, 41, 45, 46, 47, 54, 56,
}  # fmt: skip
_MARKED = {17, 19, 42}
_REFUSED = {6, 51}
# The catalogue's last column: which ends a row may have.
WANTED: Mapping[int, str] = {
    row: "marked"
    if row in _MARKED
    else "marked or refused"
    if row in _REFUSED
    else "rewritten, else marked"
    if row in _ELSE_MARKED
    else "rewritten"
    for row in range(1, 61)
}
WITHOUT_PLACE = {57: "`decompose data` does it", 58: "the cutover does it"}


@dataclass(frozen=True, slots=True)
class PlaceEnds:
    """One place, and how it ends in the cuts that it concerns."""

    place: Place
    ends: tuple[Outcome, ...]
    reasons: tuple[str, ...]  # of what is not rewritten

    @property
    def holds(self) -> bool:
        """Whether every end is one that the row may have; a place without any shows nothing."""
        if not self.ends:
            return False
        if Outcome.REFUSED in self.ends and "refused" not in WANTED[self.place.row]:
            return False
        return Outcome.MARKED not in self.ends or "marked" in WANTED[self.place.row]


def place_ends(plans: Iterable[ExtractionPlan]) -> list[PlaceEnds]:
    """Look each place up in the plans."""
    claimed = {row: {k for k, d in detectors().items() if row in d.rows} for row in WANTED}
    by_path: dict[str, list[tuple[int, str, Outcome, str]]] = {}
    for each in (settled for made in plans for settled in made.settled):
        entry = (each.location.line, each.kind, each.outcome, each.reason)
        by_path.setdefault(each.location.path, []).append(entry)
    found: list[PlaceEnds] = []
    for place in places():
        first, last = statement(SAMPLE / place.path, place.line)
        there = [
            (outcome, reason)
            for line, kind, outcome, reason in by_path.get(place.path, ())
            if first <= line <= last and kind in claimed[place.row]
        ]
        reasons = sorted({reason for outcome, reason in there if outcome is not Outcome.REWRITTEN})
        found.append(PlaceEnds(place, tuple(each for each, _ in there), tuple(reasons)))
    return found


def table(found: Sequence[PlaceEnds], plans: Iterable[ExtractionPlan]) -> str:
    """Write the rows, the share that is rewritten, and the places that don't hold."""
    whole = Counter(each.outcome for made in plans for each in made.settled)
    share = whole[Outcome.REWRITTEN] / whole.total()
    told = [each for each in found if each.ends]
    lines = [
        f"Of {whole.total()} places in 15 cuts, {whole[Outcome.REWRITTEN]} are rewritten"
        f" ({share:.0%}), {whole[Outcome.MARKED]} marked, {whole[Outcome.REFUSED]} refused."
        f" Of {len(found)} listed places {len(told)} cross a boundary or are told of by a finding;"
        f" {sum(each.holds for each in told)} of them end as their row demands.",
        "",
        "| row | must end | places | with an end | rewritten | marked | refused | hold |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row, wanted in WANTED.items():
        if row in WITHOUT_PLACE:
            lines.append(f"| {row} | {wanted} | - | {WITHOUT_PLACE[row]} | - | - | - | - |")
            continue
        here = [each for each in found if each.place.row == row]
        ended = [each for each in here if each.ends]
        count = Counter(outcome for each in ended for outcome in each.ends)
        figures = " | ".join(str(count[each]) for each in Outcome)
        held = f"{sum(each.holds for each in ended)} of {len(ended)}"
        lines.append(f"| {row} | {wanted} | {len(here)} | {len(ended)} | {figures} | {held} |")
    missing = [each for each in told if not each.holds]
    if missing:
        lines += ["", "Places that don't end as their row demands:", ""]
        lines += [
            f"* row {here.row}, `{here.path}:{here.line}`: {'; '.join(each.reasons)}"
            for each in missing
            for here in (each.place,)
        ]
    return "\n".join(lines)


def sample_plans() -> tuple[ExtractionPlan, ...]:
    """Plan the cut of every app of the sample, alone."""
    project = read_project(SAMPLE, settings="shop.settings")
    couplings = analyze_project(project).couplings
    labels = [each.label for each in project.apps if each.path]
    return tuple(plan(project, Boundary(each, (each,)), couplings) for each in labels)


def write(page: Path = PAGE) -> None:
    """Put the table between its marks."""
    plans = sample_plans()
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    text = table(place_ends(plans), plans)
    page.write_text(f"{before}{BEGIN}{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write()
