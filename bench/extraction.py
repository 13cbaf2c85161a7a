"""Extract apps of real projects and of the sample, verify each service, and compare its answers.

`scripts/bench extraction [PROJECT:APP ...]` prints a row a cut; `--write` puts the rows into
docs/extraction.md. Real projects are read from .corpus, their packages come into the user's cache.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from _alike import Alike, compare_answers
from _baseline import monolith_tests
from _docs import put
from _table import measured, merged, section

from decompose.empty_databases import empty_databases
from decompose_analyzer.analyze import analyze_project
from decompose_core.coupling import Coupling
from decompose_core.plan import ExtractionPlan, Outcome
from decompose_core.problem import Failure
from decompose_extractor.environment import clean_environment
from decompose_extractor.extract import Boundary, extract
from decompose_extractor.subject import Subject
from decompose_extractor.verify import Verification, verify
from decompose_extractor.writing import write_service
from decompose_source.project import Project, read_project

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "extraction.md"
# What the generated part of a service imports, for Django's own `makemigrations`.
_OWN = ("django-environ", "drf-spectacular", "httpx", "PyJWT[crypto]", "psycopg[binary]")


@dataclass(frozen=True, slots=True)
class Site:
    """A project with its settings, the requirements of its interpreter, and the apps to take."""

    folder: Path
    settings: str
    requirements: tuple[str, ...]
    apps: tuple[str, ...]
    python: str = ""  # a version that pyenv has; else the one that runs this
    language: str = ""  # what LANG must say for the site to start


SITES = {
    "oscar": Site(
        ROOT / ".corpus" / "oscar",
        "settings_oscar",
        ("django-oscar[sorl-thumbnail]==4.2.1", "Django~=5.2.0"),
        ("wishlists", "customer", "offer", "catalogue"),
    ),
    "mezzanine": Site(
        ROOT / ".corpus" / "mezzanine",
        "settings_mezzanine",
        ("mezzanine==6.1.1", "cartridge==1.3.4", "Django~=4.2.0"),
        ("forms", "blog", "shop"),
        language="en_US.UTF-8",  # prices have as many decimals as the locale says
    ),
    "misago": Site(
        ROOT / ".corpus" / "misago",
        "devproject.test_settings",
        ("misago==0.39.6",),
        ("misago_icons", "misago_readtracker", "misago_acl", "misago_notifications"),
        "3.12",
    ),
    "sample": Site(
        ROOT / "sample_monolith",
        "shop.settings",
        tuple((ROOT / "sample_monolith" / "requirements.txt").read_text().splitlines()),
        (
            "accounts", "audit_trail", "cart", "catalog", "core", "demo", "inventory",
            "notifications", "orders", "payments", "promotions", "reporting", "reviews",
            "shipping", "support", "orders+payments",
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """A project as it was read, once for all its cuts, and its interpreter."""

    name: str
    project: Project
    couplings: tuple[Coupling, ...]
    python: str


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one cut; `stop` says where it ended early."""

    cut: str
    seconds: float = 0.0
    plan: ExtractionPlan | None = None
    lines: int = 0
    verification: Verification | None = None
    alike: Alike | None = None
    monolith: Mapping[str, str] = field(default_factory=dict[str, str])  # its tests' outcomes
    stop: str = ""


def main() -> None:
    """Run the cuts that are asked for, all of them by default."""
    parser = argparse.ArgumentParser()
    parser.add_argument("cuts", nargs="*", help="project:app")
    parser.add_argument("--write", action="store_true", help="put the rows into docs/extraction.md")
    options = parser.parse_args()
    wanted = options.cuts or [f"{name}:{app}" for name, site in SITES.items() for app in site.apps]
    for name, site in SITES.items():
        apps = [each.partition(":")[2] for each in wanted if each.startswith(f"{name}:")]
        for row in _site(name, site, apps) if apps else ():
            print("\n".join([_line(row), *_said(row)]), flush=True)
            if options.write:  # after each, so that a run that is stopped has written what it saw
                where = "cuts" if name == "sample" else "sites"
                known = section(PAGE, where)
                put(PAGE, where, merged(known, _HEAD, [(row.cut, _line(row), _said(row))]))


def _site(name: str, site: Site, apps: list[str]) -> Iterator[Row]:
    if site.language:
        os.environ["LANG"] = site.language
    wanted = "\n".join(sorted({*site.requirements, *_OWN}))
    python = clean_environment(wanted, _interpreter(site.python))
    project = read_project(site.folder, settings=site.settings)
    read = Read(name, project, analyze_project(project).couplings, python)
    for app in apps:
        yield _cut(site, read, app)


def _interpreter(version: str) -> str:
    """The interpreter of that version, on the path or among pyenv's; "" is the one that runs."""
    if not version or sys.version.startswith(f"{version}."):
        return sys.executable
    versions = Path.home() / ".pyenv" / "versions"
    found = sorted(versions.glob(f"{version}.*/bin/python"))
    named = shutil.which(f"python{version}")
    if not found and named is None:
        sys.exit(f"extraction: there is no Python {version}; install it, or leave its cuts out")
    return str(found[-1]) if found else str(named)


def _cut(site: Site, read: Read, app: str) -> Row:
    cut, python = f"{read.name}: {app}", read.python
    labels = tuple(app.split("+"))
    service = "_".join(labels)
    started = time.monotonic()
    try:
        made = extract(read.project, Boundary(service, labels), read.couplings, python=python)
    except Failure as error:
        return Row(cut, stop=str(error).splitlines()[0])
    seconds = time.monotonic() - started
    slices = {s.path for s in made.plan.steps if s.action == "slice"}
    lines = sum(made.content[path].count(b"\n") for path in slices if path in made.content)
    with tempfile.TemporaryDirectory(prefix="decompose-bench-") as name:
        folder = Path(name) / service
        write_service(folder, made.content)
        try:
            text = (folder / "requirements.txt").read_text(encoding="utf-8")
            ours = clean_environment(text, python)
            with empty_databases(2) as (own, theirs):
                subject = Subject(service, folder, site.folder, own, theirs, python, ours)
                result = verify(subject)
                shipped = any(_is_own(each) for each in result.tests.outcomes)
                alike = None if shipped else compare_answers(subject, made.plan)
            with empty_databases(2) as (own, theirs):
                subject = replace(subject, database=own, monolith_database=theirs)
                monolith = monolith_tests(subject, made.plan, read.project) if shipped else {}
        except Failure as error:
            return Row(cut, seconds, made.plan, lines, stop=str(error).splitlines()[0])
    return Row(cut, seconds, made.plan, lines, result, alike, monolith)


_HEAD = (
    "| cut | extraction | places: rewritten / marked / refused | lines along | checks"
    " | tests: there / kept / edited | passing: monolith / of these service"
    " | answers alike | by hand | measured |",
    "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --- |",
)


def _is_own(test: str) -> bool:
    """Whether a test came from the monolith; those of the contract are ours."""
    return not test.startswith("decompose_link")


def _line(row: Row) -> str:
    if row.plan is None:
        return f"| {row.cut} | stopped: {row.stop} | | | | | | | | {measured()} |"
    counts = Counter(each.outcome for each in row.plan.settled)
    places = " / ".join(str(counts[each]) for each in Outcome)
    checks = tests = passing = answers = "-"
    if row.stop:
        checks = f"stopped: {row.stop}"
    if row.verification is not None:
        held = sum(each.passed for each in row.verification.checks)
        checks = f"{held} of {len(row.verification.checks)}"
    if row.verification is not None and row.monolith:
        outcomes = row.verification.tests.outcomes
        kept = sum(each in outcomes for each in row.monolith)
        tests = f"{len(row.monolith)} / {kept} / {row.verification.tests.edited}"
        passed = [name for name, each in row.monolith.items() if each == "passed"]
        both = sum(outcomes.get(each) == "passed" for each in passed)
        passing = f"{len(passed)} / {both} ({math.floor(100 * both / max(1, len(passed)))} %)"
    if row.alike is not None:
        answers = f"{row.alike.alike} of {row.alike.asked}"
    return (
        f"| {row.cut} | {row.seconds:.1f} s | {places} | {row.lines} | {checks} | {tests}"
        f" | {passing} | {answers} | 0 | {measured()} |"
    )


def _said(row: Row) -> list[str]:
    """What did not hold, each in one line."""
    said: list[str] = []
    if row.verification is not None:
        for each in row.verification.checks:
            if not each.passed and each.detail.strip() and each.name != "tests":
                last = each.detail.strip().splitlines()[-1]
                said.append(f"`{each.name}` does not hold: {last[:160]}")
        outcomes = row.verification.tests.outcomes
        lost = [n for n, e in row.monolith.items() if e == "passed" and outcomes.get(n) != "passed"]
        ended = Counter(outcomes.get(each, "not there") for each in lost)
        said += [f"{count} tests that pass in the monolith: {end}" for end, count in ended.items()]
        seams = row.verification.checks[-1].detail.splitlines()
        said += [each for each in seams if " skipped: " in each][:3]
    if row.alike is not None:
        if row.alike.trouble:
            said.append(row.alike.trouble.strip().splitlines()[-1][:160])
        statuses = ", ".join(f"{n} of {code}" for code, n in sorted(row.alike.statuses.items()))
        said += [f"the site's answers: {statuses}"] if statuses else []
        said += list(row.alike.differing)
    return said


if __name__ == "__main__":
    main()
