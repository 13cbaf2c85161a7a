"""Rewriting one file: the decisions of the plan in, the text of the service out.

A file is parsed by libcst, which keeps comments and formatting; what it does not give back byte for
byte is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import libcst as cst

from decompose_core.location import Location
from decompose_core.problem import refuse


@dataclass(frozen=True, slots=True)
class Stub:
    """What stands in for a definition that acts: the whole symbol, why, and who calls it."""

    symbol: str
    because: str
    callers: tuple[str, ...] = ()
    remote: bool = False  # whether the other side serves it
    told: bool = False  # whether it is told, by an event, in a transaction


@dataclass(frozen=True, slots=True)
class RemoteTask:
    """What stands in for a task of the other side: its registered name, and its function."""

    name: str
    function: str


@dataclass(frozen=True, slots=True)
class OwnerRuns:
    """What lets a function run where its data is owned: the decorator, and the service."""

    decorator: str
    service: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided for one file; names are dotted within it, such as `Order.customer`."""

    kept: frozenset[str] | None = None  # top-level names; None keeps the whole file
    patched: bool = False  # an earlier extraction's patch is in the file
    stars: frozenset[str] = frozenset()  # modules whose star import is kept
    members: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    loose: frozenset[str] = frozenset()  # keys without a constraint in the database
    parent_links: Mapping[str, str] = field(default_factory=dict[str, str])  # link: parent's class
    owner_deletes: frozenset[str] = frozenset()  # keys of replicas: the owner carries out on_delete
    owner_asks: frozenset[str] = frozenset()  # keys of replicas that hold rows: the owner is asked
    owned_keys: Mapping[str, str] = field(default_factory=dict[str, str])  # key: its default rule
    owner_runs: Mapping[str, OwnerRuns] = field(default_factory=dict[str, "OwnerRuns"])
    left_out: Mapping[str, str] = field(default_factory=dict[str, str])  # field: its attribute path
    read_meta: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    unfilled: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    stubs: Mapping[str, Stub] = field(default_factory=dict[str, Stub])
    tasks: Mapping[str, RemoteTask] = field(default_factory=dict[str, "RemoteTask"])


@dataclass(frozen=True, slots=True)
class Transform:
    """One kind of rewrite; a second run over its own result changes nothing."""

    rewrite: Callable[[cst.Module, Decisions], cst.Module]
    summary: str


def parse(source: str, path: str) -> cst.Module:
    """Parse a file.

    Raises:
        Refused: libcst can't read it, or would not give it back unchanged.
    """
    try:
        module = cst.parse_module(source)
    except cst.ParserSyntaxError as error:
        raise refuse(
            f"can't be parsed: {error.message}",
            location=Location(path, error.raw_line, error.raw_column),
            hint="correct the file and extract again",
        ) from None
    if module.code != source:
        raise refuse(
            "can't be rewritten without changing its formatting, so it is left alone",
            location=Location(path),
            hint="format the file (for example with ruff) and extract again",
        )
    return module


def rewrite(
    source: str, path: str, decisions: Decisions, transforms: Mapping[str, Transform]
) -> str:
    """Apply every transform in name order; a file with nothing to change is not even parsed."""
    if decisions == Decisions():
        return source
    module = parse(source, path)
    for name in sorted(transforms):
        module = transforms[name].rewrite(module, decisions)
    return module.code
