"""The proof that a service stands on its own: it boots, migrates, has the monolith's tables and
passes its tests."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from decompose_core import codec
from decompose_core.plan import ExtractionPlan, Step
from decompose_core.problem import refuse
from decompose_extractor.borrowed import borrowed_imports
from decompose_extractor.environment import installed
from decompose_extractor.migrations import service_environment
from decompose_extractor.schema import check_monolith, compare_schema
from decompose_extractor.subject import Subject

_SECONDS = 900
_WARNED = re.compile(r"\((\w+\.[CEW]\d+)\)")
_REPORT = "DECOMPOSE_TEST_REPORT"
_PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: whether it holds, and what it saw."""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Tests:
    """The service's own tests; `edited` counts test files that differ from the monolith's."""

    collected: int = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    edited: int = 0
    outcomes: Mapping[str, str] = field(default_factory=dict[str, str])  # by test


@dataclass(frozen=True, slots=True)
class Verification:
    """The result; `passed` is the exit code."""

    service: str
    passed: bool
    checks: tuple[Check, ...]
    tests: Tests = field(default_factory=Tests)


def verify(subject: Subject, progress: Callable[[str], None] = lambda _: None) -> Verification:
    """Run every check; one that fails does not keep the others from running.

    Raises:
        Refused: the folder holds no service of ours.
    """
    if not (subject.folder / "plan.json").is_file():
        raise refuse(
            f"there is no extracted service in {subject.folder}",
            hint=f"run `decompose extract {subject.name}` first",
        )
    plan = codec.loads(ExtractionPlan, (subject.folder / "plan.json").read_text(encoding="utf-8"))
    checks: list[Check] = []
    for name, run in _checks(subject, plan):
        progress(name)
        passed, detail = run()
        checks.append(Check(name, passed, detail))
    progress("tests")
    tests, detail = _tests(subject)
    shipped = any(_is_test(each) for each in plan.steps)
    ran = tests.failed == 0 and (tests.passed > 0 or not (shipped or detail))
    checks.append(Check("tests", ran, detail or "the moved apps have none"))
    return Verification(subject.name, all(each.passed for each in checks), tuple(checks), tests)


def _checks(
    subject: Subject, plan: ExtractionPlan
) -> Iterator[tuple[str, Callable[[], tuple[bool, str]]]]:
    yield "imports", lambda: borrowed_imports(subject.folder, installed(subject.service_python))
    yield "check", lambda: _manage(subject, "check", "--fail-level", "WARNING")
    yield "check --deploy", lambda: _deploy(subject, plan)
    yield "makemigrations", lambda: _manage(subject, "makemigrations", "--check", "--dry-run")
    yield "migrate", lambda: _manage(subject, "migrate", "--no-input")
    yield "schema", lambda: compare_schema(subject, plan)
    if "drf-spectacular" in (subject.folder / "requirements.txt").read_text(encoding="utf-8"):
        yield "openapi", lambda: _openapi(subject)


def _deploy(subject: Subject, plan: ExtractionPlan) -> tuple[bool, str]:
    """Django's checks of a production's settings, with an environment as production has it."""
    production = {
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "service.example.com",
        "COOKIES_SECURE": "1",
    }
    done = run_service(subject, ("check", "--deploy", "--fail-level", "WARNING"), production)
    if done.returncode == 0:
        return True, ""
    ours = set(_WARNED.findall(done.stderr))
    known = ours & set(_WARNED.findall(check_monolith(subject, plan.settings)))
    if ours and ours == known:
        return True, f"as in the monolith: {', '.join(sorted(known))}"
    return _told(done)


def _openapi(subject: Subject) -> tuple[bool, str]:
    """The description of the API, valid and without a warning."""
    with tempfile.TemporaryDirectory(prefix="decompose-verify-") as folder:
        schema = str(Path(folder) / "openapi.yaml")
        return _manage(subject, "spectacular", "--validate", "--fail-on-warn", "--file", schema)


def _manage(subject: Subject, *arguments: str) -> tuple[bool, str]:
    return _told(run_service(subject, arguments))


def _told(done: subprocess.CompletedProcess[str]) -> tuple[bool, str]:
    text = (done.stderr + done.stdout) if done.returncode else ""
    return done.returncode == 0, "\n".join(text.strip().splitlines()[-8:])


def run_service(
    subject: Subject, arguments: tuple[str, ...], extra: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a management command with nothing importable but the service and installed packages."""
    return _run(subject, ("manage.py", *arguments), extra)


def _run(
    subject: Subject, arguments: tuple[str, ...], extra: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory(prefix="decompose-verify-") as media:
        return subprocess.run(
            [subject.service_python, *arguments],
            cwd=subject.folder,
            env=service_environment(
                subject.folder,
                {
                    "DATABASE_URL": subject.database,
                    "MEDIA_ROOT": media,
                    "LOG_LEVEL": "ERROR",
                    **(extra or {}),
                },
            ),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )


def _tests(subject: Subject) -> tuple[Tests, str]:
    with tempfile.TemporaryDirectory(prefix="decompose-verify-") as folder:
        report = Path(folder) / "tests.json"
        by_pytest = (subject.folder / "pytest.ini").is_file()
        command = _PYTEST if by_pytest else ("manage.py", "test", "--no-input")
        done = _run(subject, command, {_REPORT: str(report)})
        if not report.is_file():
            said = (done.stdout + done.stderr) if by_pytest else (done.stderr or done.stdout)
            tail = "\n".join(said.strip().splitlines()[-8:])
            return Tests(), f"the tests could not be run:\n{tail}"
        found = cast("dict[str, object]", json.loads(report.read_text(encoding="utf-8")))
    counts = {name: cast(int, found[name]) for name in ("collected", "passed", "failed", "skipped")}
    outcomes = cast("dict[str, str]", found["outcomes"])
    tests = Tests(**counts, edited=_edited(subject), outcomes=outcomes)
    reasons = cast("dict[str, int]", found["reasons"])
    if not tests.collected:
        return tests, ""
    lines = [f"{tests.passed} of {tests.collected} passed"]
    lines += [f"{count} skipped: {why}" for why, count in reasons.items()]
    lines += [f"failed: {name}" for name, each in outcomes.items() if each == "failed"][:20]
    return tests, "\n".join(lines)


def _edited(subject: Subject) -> int:
    """Count the test files that came from the monolith and differ from it now."""
    plan = codec.loads(ExtractionPlan, (subject.folder / "plan.json").read_text(encoding="utf-8"))
    return sum(
        _is_test(step)
        and (subject.monolith / step.origin).is_file()
        and (subject.folder / step.path).read_bytes()
        != (subject.monolith / step.origin).read_bytes()
        for step in plan.steps
    )


def _is_test(step: Step) -> bool:
    """Whether a file is a test that came from the monolith."""
    return (
        step.origin.endswith(".py")
        and "/test" in f"/{step.path}"
        and step.action in ("copy", "rewrite")
    )
