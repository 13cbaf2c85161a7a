"""Projects that mean harm, and projects of odd sizes: what they hold is only ever text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from decompose_analyzer.reporting import Excerpts
from decompose_core.analysis import Analysis, Stats
from decompose_core.boundary import Boundary, Cost, Departure, Part
from decompose_core.coupling import Coupling, Settlement
from decompose_core.location import Location
from decompose_core.monolith import Endpoint
from decompose_core.problem import Level, Problem
from tests.analyzer.html_report.conftest import Open, write
from tests.analyzer.made import app, coupling, model

NAMES = (
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror='window.hacked=1'>",
    "<!--<script>",
    "]]></script >{{ 7*7 }}{% raw %}",
    '"quoted" & \'single\' \\" \\u003c',
    "line\u2028and\u2029paragraph\u0000\u202eltr",
    "constructor",
    "__proto__",
    "\ud800 alone, 😀 and 😁",
    "javascript:window.hacked=1",
)


def hostile() -> Analysis:
    """Make an analysis in which every text is one of the names."""
    apps = tuple(replace(app(each.replace(".", "")), path=each, name=each) for each in NAMES)
    models = tuple(model(f"{each.label}.{each.label}", key=f"{apps[0].label}.x") for each in apps)
    pairs = zip(apps, (*apps[1:], apps[0]), strict=True)
    couplings = tuple(
        replace(
            coupling(f"{one.label}.{one.label}", f"{other.label}.{other.label}"),
            detail=one.label,
            location=Location(one.label, number + 1),
            settlement=list(Settlement)[number % 3],
        )
        for number, (one, other) in enumerate(pairs)
    )
    return Analysis(
        apps=apps,
        models=models,
        couplings=couplings,
        endpoints=tuple(Endpoint(each, each, Location(each, 1)) for each in NAMES),
        boundaries=tuple(Boundary(each, (apps[0].label,), (), Cost(1)) for each in NAMES),
        problems=tuple(Problem(Level.ERROR, each, Location(each, 1), each) for each in NAMES),
        order=tuple(Departure(each.label, Cost(1, 1, 1), each.label) for each in apps),
        suggestion=tuple(
            Part(each.label, (each.app,), (each.label, models[0].label), each.label)
            for each in models[1:]
        ),
        stats=Stats(resolution={NAMES[0]: 0.5}),
    )


def test_no_name_becomes_markup_or_script(visit: Open, tmp_path: Path) -> None:
    analysis = hostile()
    lines = Excerpts({each: dict.fromkeys(range(1, 12), each) for each in NAMES}, 2)
    page = visit(write(tmp_path / "<b>hostile&amp;.html", analysis, lines)).page
    for view in ("apps", "models"):
        page.evaluate("view => { location.hash = `view=${view}&start=1`; }", view)
        for each in NAMES[:3]:
            label = each.replace(".", "")
            what = label if view == "apps" else f"{label}.{label}"
            fragment = f"view={view}&show={view[:-1]}:"
            page.evaluate(
                "([start, name]) => { location.hash = start + encodeURIComponent(name); }",
                [fragment, what],
            )
            expect(page.locator("#panel h3")).to_have_text(what)
            page.locator("#panel .tie-button").first.click()
            expect(page.locator("#panel .places")).to_contain_text(each[:8])
    page.locator("#search").fill("<")
    expect(page.locator("#search-results li").first).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.querySelectorAll('script').length") == 3
    assert page.locator("img, iframe, base").count() == 0


def test_the_policy_refuses_a_script_that_is_not_ours(visit: Open, sample_report: Path) -> None:
    opened = visit(sample_report)
    opened.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.hacked = 1";
            document.body.append(script);
        }"""
    )
    assert opened.page.evaluate("window.hacked") is None
    assert "Content Security Policy" in opened.messages.pop()
    assert not opened.messages


def test_the_policy_refuses_a_request(visit: Open, sample_report: Path) -> None:
    opened = visit(sample_report)
    refused = opened.page.evaluate(
        "fetch('http://127.0.0.1:9/').then(() => false).catch(() => true)"
    )
    assert refused
    assert all("Content Security Policy" in each for each in opened.messages)
    opened.messages.clear()


def synthetic(apps: int, models: int) -> Analysis:
    """Make a project of a size, with ties from each model to three others."""
    labels = [f"app_{number:02d}" for number in range(apps)]
    names = [f"{labels[number % apps]}.Model{number:03d}" for number in range(models)]
    couplings: list[Coupling] = [
        coupling(name, names[(number * 7 + step) % models], line=number + 1)
        for number, name in enumerate(names)
        for step in (1, 5, 11)
        if names[(number * 7 + step) % models].partition(".")[0] != name.partition(".")[0]
    ]
    boundaries = tuple(Boundary(each, (each,), (), Cost()) for each in labels)
    return Analysis(
        apps=tuple(map(app, labels)),
        models=tuple(map(model, names)),
        couplings=tuple(couplings),
        boundaries=boundaries,
        order=tuple(Departure(each, Cost(1, 2, 3), "a reason") for each in labels if models),
    )


@pytest.mark.parametrize(("apps", "models"), [(0, 0), (1, 0), (1, 1), (1, 89), (60, 0), (60, 240)])
def test_a_project_of_any_size_is_shown(
    visit: Open, tmp_path: Path, apps: int, models: int
) -> None:
    page = visit(write(tmp_path / "odd.html", synthetic(apps, models))).page
    expect(page.locator("#summary")).to_contain_text(f"{apps} app")
    expect(page.locator("#price")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    if models:
        page.get_by_role("button", name="Models").click()
        ties = page.evaluate("document.getElementById('graph')._cyreg.cy.edges().length")
        assert ties > 0 or apps == 1, "ties that are all as strong are drawn all the same"
        boxes = page.evaluate("document.getElementById('graph')._cyreg.cy.nodes('.chip').length")
        assert boxes == models
    else:
        expect(page.get_by_role("button", name="Models")).to_be_disabled()
