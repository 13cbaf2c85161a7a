"""What a person does with the report: click, move, filter, search, share, by mouse and by keys."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from decompose_analyzer.what_if import cost_of_cut
from decompose_core.analysis import Analysis
from decompose_source.project import Project
from tests.analyzer.html_report.conftest import SAMPLE, Open, Visit, box_middle, tie_middle


def number_of(analysis: Analysis, label: str) -> int:
    return [each.label for each in analysis.apps].index(label)


def test_the_first_sentence_sums_up(visit: Open, sample_report: Path, analysis: Analysis) -> None:
    summary = visit(sample_report).page.locator("#summary").inner_text()
    assert summary.startswith(f"{len(analysis.apps)} apps, ")
    assert f"{len(analysis.couplings):,} places" in summary
    assert f"Cheapest first cut: {analysis.order[0].app} (" in summary


def test_a_click_on_a_tie_shows_its_places_with_source(
    visit: Open, sample_report: Path, analysis: Analysis
) -> None:
    page = visit(sample_report, "#start=2").page
    key = f"t{number_of(analysis, 'reviews')}-{number_of(analysis, 'catalog')}"
    page.get_by_label("Cut").first.select_option(label="First cut: reviews")
    page.mouse.click(*tie_middle(page, key))
    expect(page.locator("#panel h3")).to_have_text("reviews → catalog")
    found = [
        each
        for each in analysis.couplings
        if (each.source.app, each.target.app) == ("reviews", "catalog")
    ]
    expect(page.locator("#panel .price-line")).to_contain_text(f"{len(found)} couplings")
    first = page.locator("#panel .places > li").first
    path, line = first.locator(".file").inner_text().rsplit(":", 1)
    assert any(each.location.path == path and each.location.line == int(line) for each in found)
    here = first.locator(".here code").inner_text()
    assert (SAMPLE / path).read_text().splitlines()[int(line) - 1].strip() == here.strip()


def test_many_boundaries_are_joined_by_one_line_for_two(
    visit: Open, sample_report: Path, analysis: Analysis
) -> None:
    page = visit(sample_report, "#least=1").page
    page.get_by_label("Cut").first.select_option(label="Parts that belong together")
    lines = page.evaluate(
        """document.getElementById("graph")._cyreg.cy.edges().map(
            each => [each.id(), each.source().id(), each.target().id()])"""
    )
    parts = len(analysis.suggestion)
    assert 0 < len(lines) <= parts * (parts + 1)
    assert {re.sub(r"\d+", "", end) for _, *ends in lines for end in ends} == {"g"}
    page.mouse.click(*tie_middle(page, lines[0][0]))
    expect(page.locator("#panel .eyebrow")).to_have_text("Couplings")
    expect(page.locator("#panel .places > li").first).to_be_visible()
    heading = page.locator("#panel h3").inner_text()
    count = page.locator("#panel .price-line").inner_text().split()[0]
    page.mouse.move(5, 5)
    there = visit(sample_report, page.evaluate("location.hash")).page
    expect(there.locator("#panel h3")).to_have_text(heading)
    assert there.locator("#panel .price-line").inner_text().split()[0] == count
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#panel h3")).to_have_count(0)


def test_a_move_changes_the_price_and_undo_takes_it_back(
    visit: Open, sample_report: Path, project: Project, analysis: Analysis
) -> None:
    opened = visit(sample_report)
    page = opened.page
    before = opened.figures()
    search_for(page, "cart")
    page.get_by_label("Move to").select_option(label="reviews")
    cost = cost_of_cut(["reviews", "cart"], project, analysis.couplings)
    after = {"automatic": cost.automatic, "assisted": cost.assisted, "manual": cost.manual}
    assert opened.figures() == after != before
    expect(page.locator("#announce")).to_contain_text(f"reviews: {cost.manual} by hand")
    expect(page.locator("#price .delta").first).to_have_text(re.compile("^ [+\u2212][0-9]"))
    page.get_by_role("button", name="Undo").click()
    assert opened.figures() == before


def test_a_model_moves_alone(
    visit: Open, sample_report: Path, project: Project, analysis: Analysis
) -> None:
    opened = visit(sample_report, "#view=models")
    search_for(opened.page, "orders.Refund")
    opened.page.get_by_label("Move to").select_option(label="a new boundary")
    cost = cost_of_cut(["orders.Refund"], project, analysis.couplings)
    assert opened.figures()["assisted"] == cost.assisted
    assert opened.figures()["automatic"] == cost.automatic
    assert opened.page.evaluate("document.activeElement.id") == "move-to"


def test_an_app_is_dragged_into_a_boundary(
    visit: Open, sample_report: Path, project: Project, analysis: Analysis
) -> None:
    opened = visit(sample_report)
    page = opened.page
    page.mouse.move(*box_middle(page, f"a{number_of(analysis, 'cart')}"))
    page.mouse.down()
    x, y = box_middle(page, f"a{number_of(analysis, 'reviews')}")
    page.mouse.move(x - 40, y + 30, steps=8)
    page.mouse.up()
    cost = cost_of_cut(["reviews", "cart"], project, analysis.couplings)
    assert opened.figures()["manual"] == cost.manual
    expect(page.locator("#price")).to_contain_text("cart, reviews")


def test_a_filter_changes_what_is_listed_and_not_the_price(
    visit: Open, sample_report: Path, analysis: Analysis
) -> None:
    opened = visit(sample_report)
    page, before = opened.page, opened.figures()
    lead = page.locator("#ties-lead").inner_text()
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("button", name="none").click()
    expect(page.locator("#ties-table")).to_have_text("No coupling passes the filter.")
    page.locator("#kind-foreign_key").check()
    pairs = {(e.source.app, e.target.app) for e in analysis.couplings if e.kind == "foreign_key"}
    apps = {each.label for each in analysis.apps}
    inside = [each for each in pairs if apps.issuperset(each)]
    expect(page.locator("#ties-lead")).to_contain_text(f"{len(inside)} lines")
    page.locator("#effect-schema").uncheck()
    expect(page.locator("#ties-table")).to_have_text("No coupling passes the filter.")
    page.locator("#effect-schema").check()
    page.get_by_role("button", name="all").click()
    expect(page.locator("#ties-lead")).to_have_text(lead)
    assert opened.figures() == before


def search_for(page: Page, text: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator("#panel h3")).to_contain_text(text)


def test_search_finds_apps_models_endpoints_and_files(
    visit: Open, sample_report: Path, analysis: Analysis
) -> None:
    page = visit(sample_report).page
    endpoint = max(analysis.endpoints, key=lambda each: len(each.route))
    path = next(e.location.path for e in analysis.couplings if e.location.path.endswith(".html"))
    for text, kind in (
        ("shipping", "App"),
        ("catalog.Product", "Model"),
        (endpoint.route, "Endpoint"),
        (path, "File"),
    ):
        search_for(page, text)
        expect(page.locator("#panel .eyebrow")).to_have_text(kind)
    page.locator("#search").fill("no such thing")
    expect(page.locator("#search-results")).to_contain_text("Nothing has that in its name")


def test_everything_can_be_done_by_keys(visit: Open, sample_report: Path) -> None:
    opened = visit(sample_report)
    page = opened.page
    before = opened.figures()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "graph":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    said = page.locator("#announce").inner_text()
    assert re.fullmatch(r"\w+, in \w+, \d+ lines?", said)
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.id") == "move-to"
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    assert opened.figures() != before
    expect(page.locator("#announce")).to_contain_text("by hand")
    assert page.evaluate("document.activeElement.id") == "move-to"
    page.locator("#ties-table button").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    expect(page.locator("#panel .eyebrow")).to_have_text("Couplings")


def state_of(opened: Visit) -> tuple[str, dict[str, int], str]:
    page = opened.page
    return (
        page.locator("#panel h3").inner_text(),
        opened.figures(),
        page.locator("#filters-toggle").inner_text(),
    )


def test_the_address_brings_the_view_back(visit: Open, sample_report: Path) -> None:
    opened = visit(sample_report)
    page = opened.page
    page.get_by_role("button", name="Models").click()
    search_for(page, "orders.Refund")
    page.get_by_label("Move to").select_option(label="reviews")
    page.get_by_role("button", name="Filter").click()
    page.locator("#kind-imports").uncheck()
    again = visit(sample_report, page.evaluate("location.hash"))
    assert state_of(again) == state_of(opened)
    expect(again.page.locator("#view-models")).to_have_attribute("aria-pressed", "true")


def test_a_broken_address_is_no_error(visit: Open, sample_report: Path) -> None:
    fragment = "#view=x&start=99&cut=a:b,c;%E0%A4:%&price=7&least=-1&show=tie:apps:%:y&without=zz"
    expect(visit(sample_report, fragment).page.locator("#summary")).to_contain_text("15 apps")


def test_a_first_cut_is_one_button(
    visit: Open, sample_report: Path, project: Project, analysis: Analysis
) -> None:
    opened = visit(sample_report)
    opened.page.get_by_role("button", name="Cut orders out").click()
    cost = cost_of_cut(["orders"], project, analysis.couplings)
    assert opened.figures()["manual"] == cost.manual
