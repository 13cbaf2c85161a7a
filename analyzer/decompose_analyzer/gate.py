"""The gate: which crossings of declared boundaries are new, and which accepted ones are no more.

Each finding says what, where, how we know, and what to do about it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from decompose_analyzer.baseline import Entry, Key, key_of
from decompose_analyzer.boundaries import Cut
from decompose_core.coupling import Coupling, CouplingSeverity, Effect
from decompose_core.location import Location

CROSSING = "crossing"
STALE = "baseline/stale"
EXPIRED = "baseline/expired"


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to fail; `rule` and `fingerprint` stay the same while lines move."""

    rule: str
    message: str
    location: Location
    evidence: str
    remedy: str
    fingerprint: str
    boundaries: tuple[str, ...] = ()

    @property
    def sort_key(self) -> tuple[Location, str, str, str]:
        """Sort by place."""
        return (self.location, self.rule, self.message, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of one state of the project."""

    boundaries: tuple[str, ...]
    findings: tuple[Finding, ...]
    crossings: int
    accepted: int
    partial: bool = False

    @property
    def passed(self) -> bool:
        """Say whether there is no reason to fail."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run looked at: `files` None stands for all of them but the `unread` ones.

    What one file says can be known by another (a relation's target by its model), so a single
    unread file is enough to leave open what else is gone.
    """

    files: frozenset[str] | None = None
    unread: frozenset[str] = frozenset()

    def has(self, path: str) -> bool:
        """Say whether the run looked at a file."""
        return self.files is None or path in self.files

    @property
    def whole(self) -> bool:
        """Say whether a crossing that was not found is really gone."""
        return self.files is None and not self.unread


def judge(
    cuts: Sequence[Cut],
    couplings: Iterable[Coupling],
    entries: Sequence[Entry],
    *,
    today: date,
    scope: Scope | None = None,
) -> Verdict:
    """Compare the crossings that are there with those that are accepted."""
    found = crossings(cuts, couplings)
    scope = scope or Scope()
    accepted = {each.key: each for each in entries}
    findings = [
        *_new(cuts, found, accepted, scope),
        *_stale(found, entries, scope),
        *_expired(found, entries, today, scope),
    ]
    return Verdict(
        boundaries=tuple(each.name for each in cuts),
        findings=tuple(sorted(findings, key=lambda each: each.sort_key)),
        crossings=sum(map(len, found.values())),
        accepted=sum(
            min(len(places), accepted[key].places)
            for key, places in found.items()
            if key in accepted
        ),
        partial=scope.files is not None,
    )


def crossings(
    cuts: Sequence[Cut], couplings: Iterable[Coupling]
) -> Mapping[Key, tuple[Coupling, ...]]:
    """Group the couplings that cross any of the boundaries by what they are known by."""
    found: dict[Key, list[Coupling]] = defaultdict(list)
    for each in couplings:
        if _crossed(cuts, each):
            found[key_of(each)].append(each)
    return {
        key: tuple(sorted(places, key=lambda each: each.sort_key))
        for key, places in sorted(found.items())
    }


def _crossed(cuts: Sequence[Cut], coupling: Coupling) -> tuple[Cut, ...]:
    return tuple(
        each for each in cuts if each.holds(coupling.source) != each.holds(coupling.target)
    )


def _new(
    cuts: Sequence[Cut],
    found: Mapping[Key, tuple[Coupling, ...]],
    accepted: Mapping[Key, Entry],
    scope: Scope,
) -> Iterator[Finding]:
    for key, places in found.items():
        allowed = accepted[key].places if key in accepted else 0
        if not scope.has(key.path):
            continue
        # Which of several like places is the new one can't be known: the last ones are shown.
        for number, each in list(enumerate(places))[allowed:]:
            yield _crossing(key, each, _crossed(cuts, each), number, (allowed, places))


def _crossing(
    key: Key,
    coupling: Coupling,
    crossed: tuple[Cut, ...],
    number: int,
    known: tuple[int, tuple[Coupling, ...]],
) -> Finding:
    names = tuple(each.name for each in crossed)
    allowed, places = known
    which = " and ".join(names)
    message = f"{key.source} leans on {key.target} across the boundary {which}"
    lines = ", ".join(str(each.location.line) for each in places)
    like = f" ({len(places)} such places, lines {lines}; {allowed} accepted)" if allowed else ""
    inside = f"[boundaries.{names[0]}] holds {_members(crossed[0])}"
    return Finding(
        rule=f"{CROSSING}/{key.kind}",
        message=message,
        location=coupling.location,
        evidence=f"{coupling.detail or key.kind}{like}; {inside}; {_SEVERITY[coupling.severity]}",
        remedy=f"{_REMEDY[coupling.effect]}; or accept it: decompose baseline --reason '...'",
        fingerprint=_fingerprint(key, number),
        boundaries=names,
    )


def _members(cut: Cut) -> str:
    return ", ".join([*sorted(cut.apps), *sorted(cut.models)])


def _stale(
    found: Mapping[Key, tuple[Coupling, ...]], entries: Iterable[Entry], scope: Scope
) -> Iterator[Finding]:
    for each in entries:
        there = len(found.get(each.key, ()))
        if there >= each.places or not scope.whole:
            continue
        left = f"only {there} of {each.places} places are left" if there else "it is gone"
        yield Finding(
            rule=STALE,
            message=f"the accepted crossing {_words(each.key)} is no more",
            location=each.location,
            evidence=f"{left} in {each.key.path}; accepted because: {each.reason}",
            remedy="keep what was gained: decompose baseline drops it, or delete this entry",
            fingerprint=_fingerprint(each.key, -1),
        )


def _expired(
    found: Mapping[Key, tuple[Coupling, ...]],
    entries: Iterable[Entry],
    today: date,
    scope: Scope,
) -> Iterator[Finding]:
    for each in entries:
        if each.expires is None or each.expires >= today or each.key not in found:
            continue
        if not scope.has(each.key.path):
            continue
        places = ", ".join(str(place.location) for place in found[each.key])
        yield Finding(
            rule=EXPIRED,
            message=f"the time for {_words(each.key)} ended on {each.expires}",
            location=each.location,
            evidence=f"still at {places}; accepted because: {each.reason}",
            remedy="settle it now, or give this entry's group a new date and say why",
            fingerprint=_fingerprint(each.key, -2),
        )


def _words(key: Key) -> str:
    return f"{key.kind} {key.source} -> {key.target}"


def _fingerprint(key: Key, number: int) -> str:
    text = "\0".join((key.kind, key.source, key.target, key.path, str(number)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


_SEVERITY = {
    CouplingSeverity.BLOCKS: "it blocks the cut",
    CouplingSeverity.REWRITE: "it needs a rewrite when the cut is made",
    CouplingSeverity.SOFT: "it is soft, but somebody has to look at it",
}
_REMEDY = {
    Effect.READ: "ask the other side for it, or keep the value here",
    Effect.WRITE: "let the side that owns the table write: call its function, or send an event",
    Effect.SCHEMA: "keep the other row's key in a plain field, or move the field to the other side",
    Effect.CALL: "pass keys instead of rows and name the call in the boundary's seams",
    Effect.BUILD: "turn the dependency round, or move what both need to where both may reach",
}
