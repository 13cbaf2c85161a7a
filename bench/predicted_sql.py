"""How many queries that cross apps were predicted: the tests' SQL beside the static analysis.

Runs the tests of a Django project (the sample, on SQLite, in a copy) with a recorder, analyzes the
same source without running it, compares the two, and writes docs/predicted-sql.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from _prediction import Prediction, Query, Recorded, distinct, recorded

from decompose_analyzer.analyze import analyze

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "predicted-sql.md"
RECORDING = "decompose_recording"  # the settings module that is put into the copy
LISTED = 15
HEADER = """# Which queries across apps were predicted

Made by `scripts/bench predicted_sql`, not by hand. The sample's own tests run on SQLite, and every
statement they send is written down with the project's code on the call stack. Beside it stands what
`decompose analyze` says of the same source without running it.

* A **query** is one statement (lists of values shortened) sent from one place. Statements that a
  test sends itself don't count, nor those that touch no table of the project's own apps.
* Its **issuer** is the innermost code of the project that was running: the app of that file. A
  middleware that waits for the view, and a method that a model, manager or queryset inherits, act
  for their caller. Where only Django's code runs, it is the view or ModelAdmin that the URL chose.
* It **crosses** when its tables belong to two or more apps. It is **far** when at least one table
  is of another app than the issuer's; a far query of one app's tables alone needs no join.
* It is **predicted, by app** when for every other app among its tables there is a coupling from the
  issuer's app to that app; **by model** when for every table of another app there is one to that
  very model; **by file** when such a coupling stands in a file that was on the call stack. Only
  couplings that read or write count: a foreign key with its `on_delete` predicts nothing, nor does
  test code, a fixture or a migration.

By app is what a cut between apps needs and the share that has a goal (85 %). It is generous: one
coupling between two apps predicts every query between them. By model and by file are stricter.
"""


def main() -> int:
    """Record, analyze, compare, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", nargs="?", type=Path, default=ROOT / "sample_monolith")
    parser.add_argument("--test-settings", default="shop.settings.test")
    parser.add_argument("--minimum", type=float, default=0.85, help="fail under this share")
    arguments = parser.parse_args()
    document = record(arguments.project, arguments.test_settings)
    analysis = analyze(arguments.project)
    found = recorded(document, analysis)
    queries = distinct(found.queries)
    prediction = Prediction(analysis.couplings)
    text = "\n".join(page(document, found, queries, prediction)) + "\n"
    PAGE.write_text(text, encoding="utf-8")
    reached = share([each for each in queries if each.crosses], prediction.missing_apps)
    print(f"predicted {reached:.1%} of the crossing queries; {PAGE.relative_to(ROOT)} is written")
    return 0 if reached >= arguments.minimum else 1


def record(project: Path, settings: str) -> Mapping[str, Any]:
    """Run the project's tests in a copy and return what the recorder wrote."""
    with tempfile.TemporaryDirectory() as folder:
        copy, output = Path(folder) / "project", Path(folder) / "sql.json"
        ignored = shutil.ignore_patterns("__pycache__", "*.sqlite3", ".venv", ".git")
        shutil.copytree(project, copy, ignore=ignored)
        lines = [f"from {settings} import *", 'TEST_RUNNER = "_sql_recorder.RecordingRunner"', ""]
        (copy / f"{RECORDING}.py").write_text("\n".join(lines), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "manage.py", "test", "--settings", RECORDING],
            cwd=copy,
            env={
                **os.environ,
                "DATABASE_URL": "sqlite://:memory:",
                "PYTHONPATH": str(ROOT / "bench"),
                "DECOMPOSE_SQL_OUTPUT": str(output),
            },
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"the tests failed:\n{done.stderr[-2000:]}")
        document: Mapping[str, Any] = json.loads(output.read_text(encoding="utf-8"))
        return document


def share(queries: list[Query], missing: Callable[[Query], frozenset[str]]) -> float:
    """Return the share of queries that miss nothing."""
    return sum(not missing(each) for each in queries) / len(queries) if queries else 1.0


def page(
    document: Mapping[str, Any],
    found: Recorded,
    queries: tuple[Query, ...],
    prediction: Prediction,
) -> Iterator[str]:
    """Write the page."""
    yield HEADER
    yield "| queries | number | by app | by model | by file |"
    yield "| --- | --- | --- | --- | --- |"
    kinds = {
        "crossing": [each for each in queries if each.crosses],
        "far, of one app's tables": [each for each in queries if each.far and not each.crosses],
        "far, all": [each for each in queries if each.far],
    }
    levels = (prediction.missing_apps, prediction.missing_models, prediction.missing_in_files)
    for name, some in kinds.items():
        figures = " | ".join(f"{share(some, missing):.1%}" for missing in levels)
        yield f"| {name} | {len(some)} | {figures} |"
    yield ""
    yield (
        f"{document['tests']} tests; {len(queries)} distinct queries of the project's code. Set "
        f"aside: {found.by_tests} pairs of statement and call stack that a test sent itself, "
        f"{found.outside} sent by code outside of every app, {len(found.unparsed)} statements that "
        "could not be parsed."
    )
    crossing = kinds["crossing"]
    yield from _missed("Crossing queries missed by app", crossing, prediction.missing_apps)
    yield from _missed("Crossing queries missed by model", crossing, prediction.missing_models)
    far = kinds["far, of one app's tables"]
    yield from _missed(
        "Far queries of one app's tables missed by app", far, prediction.missing_apps
    )


def _missed(
    title: str, queries: list[Query], missing: Callable[[Query], frozenset[str]]
) -> Iterator[str]:
    """List the commonest misses with a place each."""
    pairs = [(each.issuer, name, each.places[0]) for each in queries for name in missing(each)]
    counted = Counter((issuer, name) for issuer, name, _ in pairs)
    if not counted:
        return
    yield ""
    yield f"## {title}"
    yield ""
    yield "| issuer | misses | queries | for example at |"
    yield "| --- | --- | --- | --- |"
    commonest = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    for (issuer, name), number in commonest[:LISTED]:
        place = min(where for app, far, where in pairs if (app, far) == (issuer, name))
        yield f"| {issuer} | {name} | {number} | `{place}` |"
    if len(commonest) > LISTED:
        yield f"\nAnd {len(commonest) - LISTED} more pairs."


if __name__ == "__main__":
    raise SystemExit(main())
