"""The two databases of one service and the tables that flow between them, as planned."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from decompose_core import codec
from decompose_core.location import Location
from decompose_core.plan import ExtractionPlan, PlannedTable
from decompose_core.problem import refuse
from decompose_core.project_file import ProjectFile

SCHEMES = (
    "postgres",
    "postgresql",
    "psql",
    "pgsql",
)  # the last two are spellings of django-environ


@dataclass(frozen=True, slots=True)
class Link:
    """What flows for one service: from the monolith's database, to the service's, which tables."""

    service: str
    monolith: str
    target: str
    tables: tuple[PlannedTable, ...]

    @property
    def name(self) -> str:
        """The name of publication, subscription and slot; a slot takes only these characters."""
        return "decompose_" + re.sub(r"[^a-z0-9_]", "_", self.service.lower())


def read_link(project: ProjectFile, service: str) -> Link:
    """Read plan.json and the databases' addresses of a service.

    Raises:
        Refused: the plan is missing or unreadable, or an address is missing or of another database.
    """
    return Link(
        service=service,
        monolith=_address(project, project.monolith.database, "monolith"),
        target=_address(project, project.services[service].database, f"services.{service}"),
        tables=_read_plan(project, service).tables,
    )


def _read_plan(project: ProjectFile, service: str) -> ExtractionPlan:
    path = project.service_root(service) / "plan.json"
    place = Location(_shown(path, project.root))
    again = f"run `decompose extract {service}` again"
    try:
        plan = codec.loads(ExtractionPlan, path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise refuse("there is no plan", location=place, hint=again) from None
    except (OSError, UnicodeDecodeError, codec.CodecError) as error:
        raise refuse(f"can't read the plan: {error}", location=place, hint=again) from None
    if not plan.tables:
        raise refuse("the plan names no table, so no data can follow", location=place, hint=again)
    return plan


def _address(project: ProjectFile, written: str, section: str) -> str:
    place = Location(project.path.name)
    example = 'give a URL (postgresql://user@host/database) or "env:NAME"'
    if not written:
        raise refuse(f"[{section}] has no `database`", location=place, hint=example)
    url = written
    if written.startswith("env:"):
        variable = written.removeprefix("env:")
        url = os.environ.get(variable, "")
        if not url:
            raise refuse(
                f"[{section}] database is {written}, but {variable} is not set",
                location=place,
                hint=f"export {variable}=postgresql://user@host/database",
            )
    scheme, _, rest = url.partition("://")
    if scheme not in SCHEMES or not rest:
        raise refuse(
            f"[{section}] database is no PostgreSQL URL (scheme {urlsplit(url).scheme or 'none'})",
            location=place,
            hint="data follows by logical replication, which takes PostgreSQL 15 or later on both"
            " sides; move a SQLite or MySQL monolith to PostgreSQL first",
        )
    return f"postgresql://{rest}"


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
