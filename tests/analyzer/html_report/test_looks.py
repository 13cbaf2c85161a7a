"""How the report looks and reads: both themes, small and wide windows, print, screen readers."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.analyzer.html_report.conftest import Open

VIEWS = (
    "#view=apps",
    "#view=models&show=model:orders.Order",
    "#start=1&show=tie:apps:orders:accounts",
)


def faults(page: Page) -> list[str]:
    """Ask axe for what is wrong here, and keep what it calls serious or critical."""
    # Evaluated by the driver, which the page's policy does not bind.
    page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text())
    found = page.evaluate(
        "axe.run({resultTypes: ['violations']}).then(result => result.violations)"
    )
    return [
        f"{each['id']}: {node['html'][:200]} {node['failureSummary']}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(visit: Open, sample_report: Path, scheme: str) -> None:
    page = visit(sample_report, scheme=scheme).page
    page.get_by_role("button", name="Filter").click()
    for fragment in VIEWS:
        show(page, fragment)
        page.locator("#panel details, #order details").evaluate_all(
            "all => { for (const each of all) each.open = true; }"
        )
        assert faults(page) == [], fragment


def show(page: Page, fragment: str) -> None:
    """Follow a link to another view of the page."""
    page.evaluate("fragment => { location.hash = fragment; }", fragment)
    page.wait_for_timeout(100)


def test_axe_sees_a_fault_that_is_planted(visit: Open, sample_report: Path) -> None:
    page = visit(sample_report).page
    page.evaluate("document.getElementById('search').removeAttribute('aria-label')")
    page.evaluate("document.getElementById('search').removeAttribute('placeholder')")
    assert any(each.startswith("label") or "aria" in each for each in faults(page))


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_scrolls_sideways(visit: Open, sample_report: Path, width: int) -> None:
    page = visit(sample_report, width=width).page
    page.get_by_role("button", name="Filter").click()
    for fragment in VIEWS:
        show(page, fragment)
        assert page.evaluate("document.documentElement.scrollWidth") == width, fragment


def background(page: Page) -> str:
    found = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return str(found)


def test_the_theme_follows_the_system_and_the_switch(visit: Open, sample_report: Path) -> None:
    light = background(visit(sample_report).page)
    page = visit(sample_report, scheme="dark").page
    dark = background(page)
    assert light != dark
    page.get_by_role("button", name="Theme: system").click()
    assert background(page) == light
    expect(page.locator("#theme")).to_have_text("Theme: light")
    page.get_by_role("button", name="Theme: light").click()
    assert background(page) == dark
    colours = page.evaluate(
        "document.getElementById('graph')._cyreg.cy.nodes('.leaf').map(e => e.style('color'))"
    )
    assert colours


def test_boxes_and_names_do_not_overlap(visit: Open, sample_report: Path) -> None:
    page = visit(sample_report).page
    for fragment in ("#view=apps", "#view=models", "#start=1", "#view=models&start=1"):
        show(page, fragment)
        overlaps = page.evaluate(
            """() => {
                const cy = document.getElementById("graph")._cyreg.cy;
                const leaves = cy.nodes(".leaf").map(each => each.boundingBox());
                const frames = cy.nodes(".frame").map(each => each.boundingBox());
                const apart = (a, b) => a.x1 > b.x2 - 1 || a.y1 > b.y2 - 1;
                const meet = (a, b) => !apart(a, b) && !apart(b, a);
                const over = (one, at, all) => all.slice(at + 1).filter(each => meet(one, each));
                const count = all => all.flatMap(over).length;
                return [count(leaves), count(frames)];
            }"""
        )
        assert overlaps == [0, 0], fragment


def test_print_leaves_the_controls_out(visit: Open, sample_report: Path) -> None:
    page = visit(sample_report).page
    page.emulate_media(media="print")
    expect(page.locator("#theme")).to_be_hidden()
    expect(page.locator("#filters-toggle")).to_be_hidden()
    expect(page.locator("#order table")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    picture = page.locator("#graph-print")
    expect(picture).to_be_visible()
    drawn = "each => new Set(each.getContext('2d').getImageData(0, 0, 600, 300).data).size"
    assert picture.evaluate(drawn) > 9, "the picture has many colours, so something is drawn"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(picture).to_have_count(0)
    assert page.pdf()[:5] == b"%PDF-"


def test_the_picture_is_the_same_each_time(visit: Open, sample_report: Path) -> None:
    where = "document.getElementById('graph')._cyreg.cy.nodes().map(e => [e.id(), e.position()])"
    first = visit(sample_report).page.evaluate(where)
    assert visit(sample_report).page.evaluate(where) == first
