"""Every app of the sample can leave, alone, and orders with payments: each service is verified."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from decompose_analyzer.analyze import analyze_project
from decompose_core.coupling import Coupling, CouplingSeverity, Effect
from decompose_core.plan import Outcome
from decompose_extractor.extract import Boundary, Extraction, extract
from decompose_extractor.subject import Subject
from decompose_extractor.verify import verify
from decompose_extractor.writing import write_service
from decompose_source.project import Project, read_project
from tests.databases import Databases
from tests.extractor import catalogue_rows

ROOT = Path(__file__).resolve().parents[2] / "sample_monolith"
CUTS = (
    "accounts", "audit_trail", "cart", "catalog", "core", "demo", "inventory", "notifications",
    "orders", "payments", "promotions", "reporting", "reviews", "shipping", "support",
    "orders+payments",
)  # fmt: skip


@dataclass(frozen=True)
class Read:
    """The sample as it was read once, and a database that its own migrations are run in once."""

    project: Project
    couplings: tuple[Coupling, ...]
    database: str
    made: dict[str, Extraction] = field(default_factory=dict[str, Extraction])

    def cut(self, cut: str) -> Extraction:
        """Extract it, once."""
        if cut not in self.made:
            labels = tuple(cut.split("+"))
            boundary = Boundary("_".join(labels), labels)
            self.made[cut] = extract(self.project, boundary, self.couplings)
        return self.made[cut]


@pytest.fixture(scope="module")
def sample(postgres_url: str) -> Iterator[Read]:
    databases = Databases(postgres_url)
    project = read_project(ROOT, settings="shop.settings")
    couplings = analyze_project(project).couplings
    yield Read(project, couplings, databases.create("sample_monolith"))
    databases.drop_all()


def test_all_apps_are_there(sample: Read) -> None:
    assert {each.label for each in sample.project.apps if each.path} == set(CUTS[:-1])


@pytest.mark.postgres
@pytest.mark.end_to_end
@pytest.mark.parametrize("cut", CUTS)
def test_a_cut_stands_on_its_own(tmp_path: Path, sample: Read, postgres_url: str, cut: str) -> None:
    made = sample.cut(cut)
    name = made.plan.service
    write_service(tmp_path / name, made.content)
    databases = Databases(postgres_url)
    try:
        database = databases.create(name)
        python = sys.executable
        subject = Subject(name, tmp_path / name, ROOT, database, sample.database, python, python)
        found = verify(subject)
    finally:
        databases.drop_all()
    assert {each.name: each.detail for each in found.checks if not each.passed} == {}
    assert found.passed and found.tests.edited == 0
    # what can't be judged without the monolith is few: pages that stay, a column that stays
    assert found.tests.passed >= 0.95 * found.tests.collected > 0


@pytest.mark.parametrize("cut", CUTS)
def test_each_reported_coupling_has_one_end_and_the_page_adds_up(sample: Read, cut: str) -> None:
    made = sample.cut(cut)
    moved = set(made.plan.apps)
    crossing = Counter(
        (each.kind, each.location, each.source, each.target)
        for each in dict.fromkeys(
            replace(each, effect=Effect.READ, severity=CouplingSeverity.SOFT, detail="")
            for each in sample.couplings
        )
        if (each.source.app in moved) != (each.target.app in moved)
    )
    settled = Counter(
        (each.kind, each.location, each.source, each.target) for each in made.plan.settled
    )
    assert crossing <= settled
    assert crossing.total() == made.plan.reported
    page = made.content["EXTRACTION.md"].decode()
    grouped = sum(int(each) for each in re.findall(r"^### .* \((\d+)\)$", page, re.M))
    seams = sum(each.reason.startswith("unsettled seam") for each in made.plan.settled)
    assert grouped + seams == len(made.plan.settled)
    assert f"Of {len(made.plan.settled)} places" in page
    assert f"{made.plan.reported} of them are what the analysis reported" in page


def test_the_documentation_has_the_true_ends(sample: Read) -> None:
    plans = [sample.cut(each).plan for each in CUTS[:-1]]
    text = catalogue_rows.table(catalogue_rows.place_ends(plans), plans)
    written = catalogue_rows.PAGE.read_text(encoding="utf-8")
    assert text in written, "python -m tests.extractor.catalogue_rows"


def test_most_places_are_rewritten(sample: Read) -> None:
    plans = [sample.cut(each).plan for each in CUTS[:-1]]
    ends = Counter(each.outcome for made in plans for each in made.settled)
    assert ends[Outcome.REWRITTEN] >= 0.7 * ends.total()
