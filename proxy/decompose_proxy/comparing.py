"""Compare two answers: every rule finds, what is allowed is excused, the rest is the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice

from decompose_core.discovery import discover
from decompose_core.exchange import Comparison, Diff, Observation, Outcome
from decompose_proxy import compare as compare_package
from decompose_proxy.allowance import NOTHING_ALLOWED, Allowed
from decompose_proxy.answer import read
from decompose_proxy.finding import Finding, Uncomparable
from decompose_proxy.rule import Context, Rule, Sides

MAX_DIFFS = 1000  # kept; what lies beyond is said in the reason


@cache
def rules() -> Mapping[str, Rule]:
    """Return every comparison rule by name."""
    return discover(compare_package, "rule", Rule)


def compare(
    control: Observation,
    candidate: Observation,
    allowed: Allowed = NOTHING_ALLOWED,
    context: Context | None = None,
) -> Comparison:
    """Return the verdict on two answers to the same request.

    `matched`: nothing differs. `ignored`: all that differs is excused. `mismatched`: something is
    not. `failed`: a side gave no answer, or one that can't be compared. `raced` takes a second
    look (see `decompose_proxy.second_look`), which one pair of answers can't give.
    """
    for name, side in (("control", control), ("candidate", candidate)):
        if side.failure:
            return Comparison(Outcome.FAILED, reason=f"{name}: {side.failure}")
    try:
        return _verdict(_findings(control, candidate, allowed, context or Context()))
    except Uncomparable as error:
        return Comparison(Outcome.FAILED, reason=str(error))


def _findings(
    control: Observation, candidate: Observation, allowed: Allowed, context: Context
) -> list[Finding]:
    aliases = context.aliases
    sides = Sides(read(control, aliases), read(candidate, aliases), context, allowed)
    found = sorted(set(_found(sides)))
    return [_excused(each, sides) for each in found]


def _found(sides: Sides) -> Iterator[Finding]:
    for rule in rules().values():
        yield from rule.find(sides)


def _excused(finding: Finding, sides: Sides) -> Finding:
    excuse = finding.excuse or sides.allowed.excuse(finding, sides.bindings)
    return Finding(finding.path, finding.kind, finding.control, finding.candidate, excuse)


def _verdict(findings: list[Finding]) -> Comparison:
    diffs = _kept(each for each in findings if not each.excuse)
    ignored = _kept(each for each in findings if each.excuse)
    reason = f"only the first {MAX_DIFFS} differences are kept" if len(findings) > MAX_DIFFS else ""
    if diffs:
        return Comparison(Outcome.MISMATCHED, diffs, ignored, reason)
    outcome = Outcome.IGNORED if ignored else Outcome.MATCHED
    return Comparison(outcome, (), ignored, reason)


def _kept(findings: Iterator[Finding]) -> tuple[Diff, ...]:
    return tuple(each.diff() for each in islice(findings, MAX_DIFFS))
