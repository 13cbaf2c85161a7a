"""The app `decompose_link` as each side has it: the same code, and its own view of the boundary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from decompose_extractor.across import Across, Key, Told
from decompose_extractor.crossing import contract
from decompose_extractor.cut import Cut
from decompose_extractor.pieces import Closure

APP = "decompose_link"
POSITIONS = f"{APP}.middleware.positions"
MONOLITH = "monolith"
FIRST = "0001_initial"
_TEMPLATES = Path(__file__).parent / "templates" / "link"
_FOLDER = _TEMPLATES / APP
# A dependency on apps of other packages: their tables are there after the first migration.
_FIRST = "__first__"


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of the boundary serves, sends and watches."""

    service: str
    here: str
    moved: tuple[str, ...]
    serves: Mapping[str, str]
    asks: Mapping[str, str]
    receives: tuple[str, ...]
    told: tuple[Told, ...]
    held: tuple[Key, ...]
    sends: tuple[object, ...] = ()
    absent: tuple[str, ...] = ()  # models of which only tests have rows


def monolith_side(name: str, across: Across, cut: Cut) -> Side:
    """The boundary as the monolith sees it."""
    return Side(
        service=name,
        here=MONOLITH,
        moved=across.moved,
        serves=contract(cut, across.asked),
        asks=contract(cut, across.offered),
        receives=tuple(sorted({each.receiver for each in across.sent})),
        told=across.told(moved=False),
        held=across.keys,
    )


def service_side(
    name: str, across: Across, cut: Cut, closure: Closure, production: Closure
) -> Side:
    """The boundary as the service sees it: with the keys of which it has both ends."""
    return Side(
        service=name,
        here=name,
        moved=across.moved,
        serves=contract(cut, across.offered),
        asks=contract(cut, across.asked),
        receives=across.received,
        told=across.told(moved=True),
        held=tuple(each for each in across.keys if _is_held_there(closure, across, each)),
        sends=across.sent,
        absent=tuple(sorted(closure.replicas.keys() - production.replicas.keys())),
    )


def link_files(
    side: Side, dependencies: Iterable[tuple[str, str]], *, after: str = FIRST
) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of the app; `dependencies` are the migrations that make the tables.

    `after` is the app's last migration: each service that is cut out adds one.
    """
    for path in sorted(_FOLDER.rglob("*.py")):
        if "__pycache__" not in path.parts:
            yield f"{APP}/{path.relative_to(_FOLDER).as_posix()}", path.read_text(encoding="utf-8")
    module = side.service.replace("-", "_")
    text = _render("boundary.py.jinja", boundary=side, here=side.here)
    yield f"{APP}/boundaries/{module}.py", text
    title = side.service.title().replace("-", "").replace("_", "")
    text = _render(
        "migration.py.jinja",
        service=side.service,
        here=side.here,
        outbox=f"From{title}",
        table=outbox_of(side.service),
        dependencies=sorted([(APP, after), *dependencies]),
        told=side.told,
        held=side.held,
    )
    yield f"{APP}/migrations/{int(after[:4]) + 1:04d}_{module}.py", text


def keys_migration(
    service: str, keys: Iterable[tuple[str, str]], dependencies: Iterable[tuple[str, str]]
) -> str:
    """The migration of one app of the monolith that loosens its keys, given as (model, field)."""
    return _render(
        "keys_migration.py.jinja",
        service=service,
        keys=sorted(keys),
        dependencies=sorted(dependencies),
    )


def outbox_of(side: str) -> str:
    """The table of a side's events."""
    return f"decompose_from_{side.replace('-', '_')}"


def watched_apps(side: Side) -> tuple[str, ...]:
    """The labels of the apps whose tables the triggers are on."""
    labels = {each.model.partition(".")[0] for each in side.told}
    labels |= {label.partition(".")[0] for each in side.held for label in (each.model, each.to)}
    return tuple(sorted(labels))


def first_migration(label: str) -> tuple[str, str]:
    """What to depend on where an app's history is not ours to read."""
    return (label, _FIRST)


def _is_held_there(closure: Closure, across: Across, key: Key) -> bool:
    """Whether the service has both ends: a replica's key, or a join table's to a moved model."""
    if key.moved:
        return key.join and key.to in across.moved
    return key.name in closure.replicas.get(key.model, ())


def _render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader([_TEMPLATES]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
