"""What a verification looks at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Subject:
    """What is verified, with what: two empty databases, and an interpreter for each side."""

    name: str
    folder: Path
    monolith: Path
    database: str
    monolith_database: str
    python: str  # has the monolith's packages
    service_python: str  # has the service's
