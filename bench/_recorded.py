"""What the SQL of the sample's own tests adds to its ties: recorded in a copy, then scored."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from _agreement import adjusted_rand_index
from _recovery import Seeded, hidden, members, seeded, ties_of

from decompose_analyzer import recorded_sql
from decompose_analyzer.evidence import pulled
from decompose_analyzer.graph import Graph
from decompose_analyzer.partition import partition
from decompose_analyzer.recorded_sql import RecordedSql
from decompose_analyzer.sql_evidence import sql_evidence
from decompose_source.project import Project

PLUGINS = ("-p", "pytest_django.plugin", "-p", "decompose_analyzer.pytest_plugin")
SECONDS = 900


def record(project: Path, settings: str) -> RecordedSql:
    """Run a project's tests in a copy, on SQLite, and return what they recorded."""
    with tempfile.TemporaryDirectory() as folder:
        copy, output = Path(folder) / "project", Path(folder) / "sql.json"
        ignored = shutil.ignore_patterns("__pycache__", "*.sqlite3", ".venv", ".git")
        shutil.copytree(project, copy, ignore=ignored)
        command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", "."]
        command += [*PLUGINS, "-p", "no:cacheprovider", "--ds", settings]
        done = subprocess.run(
            [*command, "--record-sql", str(output)],
            cwd=copy,
            env={
                **os.environ,
                "DATABASE_URL": "sqlite://:memory:",
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            },
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"the tests failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return recorded_sql.read(output)


def worth(project: Project, recorded: RecordedSql) -> Iterator[str]:
    """Write both scores without and with the evidence."""
    truth, ties = hidden(project), ties_of(project)
    found, _ = sql_evidence(recorded, project.models, Path("sql.json"))
    given = pulled(ties, found, project.models)
    yield "| the sample | parts | on the right side of seeded cuts | mean of seeded cuts |"
    yield "| --- | --: | --: | --: |"
    for name, graph in (("from the code", ties), ("with recorded SQL", given)):
        index, cut = _scores(graph, truth)
        yield f"| {name} | {index:.2f} | {cut.right:.0%} | {cut.mean:.2f} |"
    yield ""
    yield (
        f"{recorded.tests} tests came in by {len(recorded.ways_in)} ways; {len(found):,} pieces of "
        "evidence."
    )


def _scores(ties: Graph, truth: Mapping[str, str]) -> tuple[float, Seeded]:
    return adjusted_rand_index(truth, members(partition(ties, truth))), seeded(ties, truth)
