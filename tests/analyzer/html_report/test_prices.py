"""The page prices cuts by itself; it must come to what the analyzer comes to."""

from __future__ import annotations

import random
from pathlib import Path

from decompose_analyzer.what_if import cost_of_cut
from decompose_core.analysis import Analysis
from decompose_source.project import Project
from tests.analyzer.html_report.conftest import Open

CUTS = 80


def drawn(analysis: Analysis) -> list[list[str]]:
    """Draw cuts by chance, always the same: some apps, some models, some of both."""
    chance = random.Random(5)
    apps = sorted(each.label for each in analysis.apps)
    models = sorted(each.label for each in analysis.models if not each.abstract)
    cuts: list[list[str]] = []
    for number in range(CUTS):
        some_apps = chance.sample(apps, chance.randint(0 if number % 2 else 1, 4))
        of_others = [each for each in models if each.partition(".")[0] not in some_apps]
        some_models = chance.sample(of_others, chance.randint(1, 9)) if number % 2 else []
        cuts.append([*some_apps, *some_models])
    whole = [each for each in models if each.startswith("orders.")]
    return [*cuts, whole, [*whole[:-1], "payments"], ["demo"]]


def test_any_cut_costs_what_the_analyzer_says(
    visit: Open, sample_report: Path, project: Project, analysis: Analysis
) -> None:
    cuts = drawn(analysis)
    shown = visit(sample_report).page.evaluate(
        "cuts => cuts.map(labels => window.decompose.price(labels))", cuts
    )
    for labels, price in zip(cuts, shown, strict=True):
        cost = cost_of_cut(labels, project, analysis.couplings)
        assert price == {
            "automatic": cost.automatic,
            "assisted": cost.assisted,
            "manual": cost.manual,
        }, labels


def test_every_app_alone_costs_what_its_boundary_says(
    visit: Open, sample_report: Path, analysis: Analysis
) -> None:
    page = visit(sample_report).page
    for each in analysis.boundaries:
        price = page.evaluate("label => window.decompose.price([label])", each.name)
        assert price["manual"] == each.cost.manual
        assert price["assisted"] == each.cost.assisted
        assert price["automatic"] == each.cost.automatic
