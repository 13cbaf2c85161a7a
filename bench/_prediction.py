"""Which queries cross apps, and whether the analysis has the couplings that say so.

The words are defined in docs/predicted-sql.md, whose text stands in predicted_sql.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from decompose_analyzer.scan import TEST_PARTS
from decompose_analyzer.sql import tables_of
from decompose_core.analysis import Analysis
from decompose_core.coupling import Coupling, Effect
from decompose_core.monolith import App

# Not what serving code asks for: follows from the schema, or runs only in tests and migrations.
NOT_QUERIES = frozenset({"fixture", "migration_dependency", "on_delete", "test_code"})


@dataclass(frozen=True, slots=True)
class Query:
    """One distinct statement from one place: its models, and the app of the code that sent it."""

    sql: str
    models: frozenset[str]
    issuer: str
    places: tuple[str, ...]

    @property
    def apps(self) -> frozenset[str]:
        """The apps that its tables belong to."""
        return frozenset(_app(each) for each in self.models)

    @property
    def far(self) -> frozenset[str]:
        """The models that are not the issuer's own."""
        return frozenset(each for each in self.models if _app(each) != self.issuer)

    @property
    def crosses(self) -> bool:
        """Whether its tables belong to two or more apps."""
        return len(self.apps) > 1


@dataclass(frozen=True, slots=True)
class Recorded:
    """The project's queries, and how many statements were set aside for which reason."""

    queries: tuple[Query, ...]
    by_tests: int
    unparsed: tuple[str, ...]
    outside: int


class Prediction:
    """What the couplings say: which code reads or writes which far models."""

    def __init__(self, couplings: Iterable[Coupling]) -> None:
        self._apps: set[tuple[str, str]] = set()
        self._by_app: defaultdict[str, set[str]] = defaultdict(set)
        self._by_file: defaultdict[str, set[str]] = defaultdict(set)
        for each in couplings:
            if each.kind not in NOT_QUERIES and each.effect in (Effect.READ, Effect.WRITE):
                model = f"{each.target.app}.{each.target.symbol.partition('.')[0]}"
                self._apps.add((each.source.app, each.target.app))
                self._by_app[each.source.app].add(model)
                self._by_file[each.location.path].add(model)

    def missing_apps(self, query: Query) -> frozenset[str]:
        """Return the far apps that no coupling of the issuer's app goes to."""
        apps = query.apps - {query.issuer}
        return frozenset(each for each in apps if (query.issuer, each) not in self._apps)

    def missing_models(self, query: Query) -> frozenset[str]:
        """Return the far models that no coupling of the issuer's app names."""
        return query.far - self._by_app[query.issuer]

    def missing_in_files(self, query: Query) -> frozenset[str]:
        """Return the far models that no coupling in a file of the query's call stack names."""
        files = {each.rpartition(":")[0] for each in query.places}
        return query.far - {model for file in files for model in self._by_file[file]}


def recorded(document: Mapping[str, Any], analysis: Analysis) -> Recorded:
    """Take the recorder's document apart; apps are those of the analysis."""
    labels = {each.label for each in analysis.apps}
    tables = {name: label for name, label in document["tables"].items() if _app(label) in labels}
    found: list[Query] = []
    unparsed: set[str] = set()
    by_tests = outside = 0
    for sql, stack in _statements(document):
        read = tables_of(sql)
        if read is None:
            unparsed.add(sql)
            continue
        models = frozenset(tables[each] for each in read.read | read.written if each in tables)
        if not models:
            continue
        if not stack or _is_test(stack[0]):
            by_tests += 1
            continue
        issuer = _owner(stack[0], analysis.apps)
        if issuer is None:
            outside += 1
            continue
        places = tuple(each for each in stack if not _is_test(each))
        found.append(Query(sql, models, issuer, places))
    return Recorded(tuple(found), by_tests, tuple(sorted(unparsed)), outside)


def distinct(queries: Iterable[Query]) -> tuple[Query, ...]:
    """Keep one query a statement and place; the places of all its callers are joined."""
    kept: dict[tuple[str, str], Query] = {}
    for each in queries:
        key = (each.sql, each.places[0])
        known = kept.get(key)
        places = each.places if known is None else (*known.places, *each.places)
        kept[key] = Query(each.sql, each.models, each.issuer, tuple(dict.fromkeys(places)))
    return tuple(kept.values())


def _statements(document: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    for each in document["queries"]:
        word = each["sql"].split(None, 1)[0].upper()
        if word in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "REPLACE"):
            yield each["sql"], each["stack"]


def _is_test(place: str) -> bool:
    parts = place.rpartition(":")[0].removesuffix(".py").split("/")
    return bool(TEST_PARTS & set(parts)) or parts[-1].startswith("test_")


def _owner(place: str, apps: Iterable[App]) -> str | None:
    """Return the app whose folder holds the place, the innermost first."""
    holding = [each for each in apps if place.startswith(f"{each.path}/")]
    return max(holding, key=lambda each: len(each.path)).label if holding else None


def _app(label: str) -> str:
    return label.partition(".")[0]
