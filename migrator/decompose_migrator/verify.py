"""Prove that the service's copy equals the monolith's tables, while both are at work.

A row that differs may only be late. So each one is asked again: the monolith's row, then, once the
service has applied everything up to that moment, the service's row, then the monolith's again.
Equal before and after, yet different in between, is damage; a row that changed is asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from decompose_core.plan import PlannedTable
from decompose_core.problem import Refused, outside_failed
from decompose_migrator import checksum
from decompose_migrator.catalogue import Table, misfits, published_columns, read_tables
from decompose_migrator.checksum import Content
from decompose_migrator.lag import position, wait_for_lsn
from decompose_migrator.link import Link
from decompose_migrator.sides import Sides, both_sides

LISTED = 100  # keys a table: more than a person reads, enough to see a pattern
TRIES = 10
RANGES_AT_ONCE = 100  # bounds how many rows' hashes are held in memory


@dataclass(frozen=True, slots=True)
class Verified:
    """One table's verdict; keys are listed up to LISTED, `damaged` counts them all.

    `unsettled` counts rows that changed each time they were looked at: neither proven nor refuted.
    """

    table: str
    rows: int
    ranges: int
    damaged: int = 0
    unsettled: int = 0
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Say whether the copy is the same."""
        return self.damaged == 0


def verify(link: Link, *, seconds: float) -> tuple[Verified, ...]:
    """Compare every followed table over its published columns.

    Raises:
        Refused: a table is missing or has other columns, so there is nothing to compare.
        OutsideFailed: the service did not catch up within the time.
    """
    with both_sides(link) as sides:
        there = read_tables(sides.monolith, link.tables)
        here = read_tables(sides.service, link.tables)
        if problems := misfits(link.tables, there, here):
            raise Refused(*problems)
        comparison = _Comparison(sides, seconds)
        comparison.catch_up()
        return tuple(
            _verify(comparison, content_of(each, there[each.name]))
            for each in sorted(link.tables, key=lambda each: each.name)
        )


def content_of(planned: PlannedTable, table: Table) -> Content:
    """Say what of a table is on both sides."""
    key = table.primary_key
    types = tuple(table.columns[name].type for name in key)
    return Content(planned.name, key, types, published_columns(planned, table))


@dataclass(frozen=True, slots=True)
class _Comparison:
    sides: Sides
    seconds: float

    def catch_up(self) -> None:
        """Wait until the service has applied all that is committed now."""
        link, end = self.sides.link, position(self.sides.monolith)
        if not wait_for_lsn(self.sides.service, link.name, end, self.seconds):
            raise outside_failed(
                f"the service's database did not catch up within {self.seconds:g} s",
                hint=f"`decompose data status {link.service}` says what holds it up",
            )


def _verify(comparison: _Comparison, content: Content) -> Verified:
    sides = comparison.sides
    there = checksum.read_ranges(sides.monolith, content)
    here = checksum.read_ranges(sides.service, content)
    damage, unsettled = _Damage(), 0
    for numbers in _batches(checksum.differing(there, here)):
        unsettled += len(_settle(comparison, content, numbers, damage))
    return Verified(
        table=content.table,
        rows=sum(each.rows for each in here.values()),
        ranges=len({*there, *here}),
        damaged=len(damage.missing) + len(damage.extra) + len(damage.changed),
        unsettled=unsettled,
        missing=tuple(sorted(damage.missing)[:LISTED]),
        extra=tuple(sorted(damage.extra)[:LISTED]),
        changed=tuple(sorted(damage.changed)[:LISTED]),
    )


@dataclass(slots=True)
class _Damage:
    missing: set[str] = field(default_factory=set[str])
    extra: set[str] = field(default_factory=set[str])
    changed: set[str] = field(default_factory=set[str])

    def add(self, key: str, *, here: str | None, there: str | None) -> None:
        kind = self.missing if here is None else self.extra if there is None else self.changed
        kind.add(key)


def _settle(
    comparison: _Comparison, content: Content, numbers: list[int], damage: _Damage
) -> set[str]:
    """Ask for each row that differs until it is equal, or held still; return those that did not."""
    monolith, service = comparison.sides.monolith, comparison.sides.service
    suspects = _unlike(
        checksum.rows_of_ranges(monolith, content, numbers),
        checksum.rows_of_ranges(service, content, numbers),
    )
    for _ in range(TRIES):
        if not suspects:
            break
        before = checksum.rows_of_keys(monolith, content, numbers, suspects)
        comparison.catch_up()
        here = checksum.rows_of_keys(service, content, numbers, suspects)
        there = checksum.rows_of_keys(monolith, content, numbers, suspects)
        different = _unlike(here, there)
        still = {key for key in different if before.get(key) == there.get(key)}
        for key in still:
            damage.add(key, here=here.get(key), there=there.get(key))
        suspects = different - still
    return suspects


def _unlike(one: Mapping[str, str], other: Mapping[str, str]) -> set[str]:
    return {key for key in {*one, *other} if one.get(key) != other.get(key)}


def _batches(ranges: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ranges), RANGES_AT_ONCE):
        yield ranges[start : start + RANGES_AT_ONCE]
