"""What ties two apps together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from decompose_core.location import Location


class Effect(StrEnum):
    """What crosses: data read or written, the schema, a call, or the build (imports, files)."""

    READ = "read"
    WRITE = "write"
    SCHEMA = "schema"
    CALL = "call"
    BUILD = "build"


class CouplingSeverity(StrEnum):
    """B, R and S of the catalogue."""

    BLOCKS = "blocks"
    REWRITE = "rewrite"
    SOFT = "soft"


class Settlement(StrEnum):
    """Who settles a coupling: the tool, the tool with a person's answer, or a person."""

    AUTOMATIC = "automatic"
    ASSISTED = "assisted"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, order=True)
class End:
    """One end of a coupling: an app label and a symbol in it (model, function, template, ...)."""

    app: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Coupling:
    """One place where `source` leans on `target`; `kind` is the file name of its detector."""

    kind: str
    source: End
    target: End
    effect: Effect
    severity: CouplingSeverity
    location: Location
    detail: str = ""
    settlement: Settlement = Settlement.AUTOMATIC
    weight: float = 1.0

    @property
    def sort_key(self) -> tuple[Location, str, End, End, str]:
        """Sort by place, then by what was found there."""
        return (self.location, self.kind, self.source, self.target, self.detail)
