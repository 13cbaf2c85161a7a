"""The moved apps' own tests, in the monolith: what a service is held to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from _alike import HERE, monolith_environment

from decompose_core.plan import ExtractionPlan
from decompose_extractor.subject import Subject
from decompose_source.project import Project

_SECONDS = 900
_LEFT = shutil.ignore_patterns("__pycache__", "*.dist-info", ".git")


def monolith_tests(subject: Subject, plan: ExtractionPlan, project: Project) -> dict[str, str]:
    """Run them in a copy of the monolith; how each ended, by its name."""
    apps = [each for each in project.apps if each.label in plan.apps]
    with tempfile.TemporaryDirectory(prefix="decompose-bench-") as name:
        copied = Path(name) / "monolith"
        shutil.copytree(subject.monolith, copied, ignore=_LEFT, symlinks=True)
        environment = monolith_environment(Path(name), subject, plan)
        report = Path(name) / "report.json"
        environment |= {
            "PYTHONPATH": os.pathsep.join([name, str(copied), str(HERE)]),
            "BENCH_TEST_REPORT": str(report),
        }
        if (subject.folder / "pytest.ini").is_file():
            command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "_test_report"]
            command += [f"--rootdir={copied}", *(each.path for each in apps)]
        else:
            environment["BENCH_BY_DJANGO"] = "1"
            command = ["-m", "django", "test", "--noinput", "--testrunner", "_test_report.Runner"]
            command += [each.name for each in apps]
        said = _run([subject.python, *command], copied, environment)
        if not report.is_file():
            raise SystemExit(f"extraction: the monolith's tests could not be run:\n{said}")
        found: dict[str, str] = json.loads(report.read_text(encoding="utf-8"))
        return found


def _run(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    return "\n".join((done.stdout + done.stderr).strip().splitlines()[-8:])
