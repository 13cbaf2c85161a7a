"""Add the sections of a new service to decompose.toml; what people wrote there stays."""

from __future__ import annotations

import difflib
from pathlib import Path

import tomlkit
from tomlkit.items import Table
from tomlkit.toml_document import TOMLDocument

from decompose.refresh import refresh, table_of, written_route, written_writer
from decompose_core import project_file
from decompose_core.files import write_atomic
from decompose_core.plan import ExtractionPlan

FIRST_PORT = 8002
HEALTH = "/readyz/"  # answers 503 as long as the service has no database


def new_file(monolith: str, settings: str | None) -> str:
    """Write the text of a decompose.toml that only knows the monolith."""
    document = tomlkit.document()
    document.add(
        tomlkit.comment("What people decide about this migration. The rest can be made again.")
    )
    section = tomlkit.table()
    section["path"] = monolith
    if settings:
        section["settings"] = settings
    document["monolith"] = section
    return tomlkit.dumps(document)


def with_service(
    text: str, plan: ExtractionPlan, path: str, before: ExtractionPlan | None = None
) -> tuple[str, list[str]]:
    """Add the boundary and the service of a plan, or bring the service's routes up to date.

    `before` is the plan of the last extraction. Returns the new text, and the entries that stay
    though the monolith no longer has them, since somebody worked on them.
    """
    kept: list[str] = []
    document = tomlkit.parse(text)
    boundaries = _table(document, "boundaries")
    if plan.service not in boundaries:
        boundary = tomlkit.table()
        boundary["apps"] = list(plan.apps)
        boundaries[plan.service] = boundary
    services = _table(document, "services")
    if plan.service not in services:
        services[plan.service] = _service(plan, path, FIRST_PORT + len(services))
    elif isinstance(section := services[plan.service], Table):
        kept = refresh(section, before, plan)
    written = tomlkit.dumps(document)
    if written.endswith("\n\n") and not text.endswith("\n\n"):
        written = written[:-1]  # the blank line behind a table, where nothing follows
    return written, kept


def added_lines(before: str, after: str) -> str:
    """Return the lines that were added, to show them."""
    compared = difflib.ndiff(before.splitlines(), after.splitlines())
    return "\n".join(each[2:] for each in compared if each.startswith("+ "))


def write(path: Path, text: str) -> None:
    """Write decompose.toml after reading it as every command will."""
    project_file.parse(text, path)
    write_atomic(path, text)


def _table(document: TOMLDocument, name: str) -> Table:
    if name not in document:
        document[name] = tomlkit.table(is_super_table=True)
    table = document[name]
    assert isinstance(table, Table)
    return table


def _service(plan: ExtractionPlan, path: str, port: int) -> Table:
    service = tomlkit.table()
    service["path"] = path
    service["urls"] = [f"http://127.0.0.1:{port}"]
    service["owner"] = "monolith"
    service["share"] = 0
    service["shadow"] = 0
    service["health"] = HEALTH
    service["database"] = f"env:{plan.service.upper().replace('-', '_')}_DATABASE_URL"
    routes = tomlkit.aot()
    for route in plan.routes:
        routes.append(table_of(written_route(route)))
    if plan.routes:
        service["routes"] = routes
    writers = tomlkit.aot()
    for writer in plan.writers:
        writers.append(table_of(written_writer(writer)))
    if plan.writers:
        service["writers"] = writers
    return service
