"""The SQL of a test run, as the pytest plugin writes it: which models each way in touched together.

A way in is an endpoint (`GET api/orders/`) or, outside of requests, the function that a test called
(`orders.services.checkout.place_order`). Sets, not counts of statements, so that the same tests
write the same file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from decompose_core import codec
from decompose_core.location import Location
from decompose_core.problem import refuse

FORMAT = "decompose recorded SQL"
SCHEMA = 1
REMEDY = "record it again: pytest --record-sql FILE"

Group = tuple[str, ...]  # labels of models, in order


@dataclass(frozen=True, slots=True, order=True)
class WayIn:
    """What one way in did: models joined in a query, written in a transaction, touched in a run.

    A run is one request, or one test's calls of a function. `tests` is the number of tests that
    came in there. A set that lies within another one of its kind is left out; `touched` has single
    models too.
    """

    name: str
    tests: int
    joined: tuple[Group, ...]
    written: tuple[Group, ...]
    touched: tuple[Group, ...]

    @property
    def models(self) -> frozenset[str]:
        """All models that it touched."""
        return frozenset(label for group in self.touched for label in group)


@dataclass(frozen=True, slots=True)
class RecordedSql:
    """All ways in, in order of their names, and how many tests ran."""

    tests: int
    ways_in: tuple[WayIn, ...]
    format: str = FORMAT
    schema: int = field(default=SCHEMA)


def largest(groups: Iterable[Iterable[str]]) -> tuple[Group, ...]:
    """Put sets in order, without those that lie within another one."""
    kept: list[frozenset[str]] = []
    for each in sorted({frozenset(group) for group in groups}, key=lambda one: -len(one)):
        if not any(each < other for other in kept):
            kept.append(each)
    return tuple(sorted(tuple(sorted(each)) for each in kept))


def merged(parts: Iterable[RecordedSql]) -> RecordedSql:
    """Join what several processes recorded, each from tests of its own."""
    tests = 0
    by_name: dict[str, list[WayIn]] = defaultdict(list)
    for part in parts:
        tests += part.tests
        for each in part.ways_in:
            by_name[each.name].append(each)
    return RecordedSql(tests, tuple(_joined(name, some) for name, some in sorted(by_name.items())))


def read(path: Path) -> RecordedSql:
    """Read a recording.

    Raises:
        Refused: there is none, or it is no recording.
    """
    place = Location(str(path))
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise refuse("there is no such file", location=place, hint=REMEDY) from None
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(f"can't be read: {error}", location=place, hint=REMEDY) from None
    try:
        document = codec.loads_document(text)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise refuse("this is no recording of SQL", location=place, hint=REMEDY)
        if document.get("schema") != SCHEMA:
            raise refuse(
                f"schema {document.get('schema')!r} is unknown here; {SCHEMA} is known",
                location=place,
                hint=REMEDY,
            )
        return codec.decode(RecordedSql, document)
    except (codec.CodecError, RecursionError) as error:
        raise refuse(f"the recording is damaged: {error}", location=place, hint=REMEDY) from None


def _joined(name: str, parts: Iterable[WayIn]) -> WayIn:
    found = list(parts)
    return WayIn(
        name=name,
        tests=sum(each.tests for each in found),
        joined=largest(group for each in found for group in each.joined),
        written=largest(group for each in found for group in each.written),
        touched=largest(group for each in found for group in each.touched),
    )
