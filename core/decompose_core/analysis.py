"""What `decompose analyze` found: the content of analysis.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from decompose_core import codec
from decompose_core.boundary import Boundary, CycleEdge, Departure, Evidence, Part
from decompose_core.coupling import Coupling
from decompose_core.monolith import App, Endpoint, FileUse, Model, Receiver, Task
from decompose_core.problem import Problem

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Stats:
    """How much was read, in what time, and which share of each kind was resolved (0 to 1)."""

    files: int = 0
    lines: int = 0
    seconds: float = 0.0
    resolution: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class Analysis:
    """The whole report on one project; every tuple is sorted.

    `order` says which app leaves first, `cycle_edges` which couplings between apps close cycles,
    `suggestion` which models belong together, `evidence` what sources beside the code say, `uses`
    which files would use models of both sides of a cut through their app.
    """

    apps: tuple[App, ...] = ()
    models: tuple[Model, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    signals: tuple[Receiver, ...] = ()
    tasks: tuple[Task, ...] = ()
    couplings: tuple[Coupling, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    problems: tuple[Problem, ...] = ()
    stats: Stats = field(default_factory=Stats)
    schema: int = SCHEMA
    order: tuple[Departure, ...] = ()
    cycle_edges: tuple[CycleEdge, ...] = ()
    suggestion: tuple[Part, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    uses: tuple[FileUse, ...] = ()


def to_json(analysis: Analysis) -> str:
    """Write analysis.json."""
    return codec.dumps(analysis)


def from_json(text: str) -> Analysis:
    """Read analysis.json.

    Raises:
        codec.CodecError: the text is no analysis of a schema we know.
    """
    document: Any = codec.loads_document(text)
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise codec.CodecError("schema", f"no analysis of schema {SCHEMA}")
    return codec.decode(Analysis, document)
