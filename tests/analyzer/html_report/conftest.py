"""A real browser for the report: Debian's or any other Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from decompose_analyzer.analyze import analyze_project
from decompose_analyzer.excerpts import excerpts, reader
from decompose_analyzer.report.html import report
from decompose_analyzer.reporting import Excerpts
from decompose_analyzer.reporting import Page as Width
from decompose_core.analysis import Analysis
from decompose_source.project import Project, read_project
from tests.house.places import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome")
SAMPLE = ROOT / "sample_monolith"


@dataclass
class Visit:
    """A page that was opened, and what went wrong or out while it was looked at."""

    page: Page
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, int]:
        """Read the price as it is shown."""
        found = self.page.locator("#figures dd").evaluate_all(
            "all => all.map(each => [each.dataset.who, each.firstChild.textContent])"
        )
        return {who: int(text.replace(",", "")) for who, text in found}


Open = Callable[..., Visit]


# Not a session's: Playwright's event loop runs until it stops, and asyncio.run() of later tests
# refuses to start beside it.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one Chromium; where there is none the test is skipped, but never where CI runs."""
    path = os.environ.get("DECOMPOSE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
    if not path:
        if os.environ.get("CI"):
            raise AssertionError("CI needs a browser: apt-get install chromium")
        pytest.skip("no Chromium: apt-get install chromium, or set DECOMPOSE_CHROMIUM to its path")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="session")
def project() -> Project:
    return read_project(SAMPLE)


@pytest.fixture(scope="session")
def analysis(project: Project) -> Analysis:
    return analyze_project(project)


@pytest.fixture(scope="session")
def sample_report(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the sample's report, with its source."""
    path = tmp_path_factory.mktemp("report") / "sample.html"
    write(path, analysis, excerpts(analysis, reader(SAMPLE)))
    return path


def write(path: Path, analysis: Analysis, lines: Excerpts | None = None) -> Path:
    """Write a report into a file."""
    text = report.render(analysis, Width(title=path.stem, excerpts=lines or Excerpts()))
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Give a function that opens a report; in the end nothing was said, and nothing requested."""
    visits: list[Visit] = []

    def open_report(
        path: Path,
        fragment: str = "",
        *,
        width: int = 1280,
        scheme: str = "light",
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 860},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        found = Visit(context.new_page())
        found.page.set_default_timeout(10_000)
        found.page.on("console", lambda each: found.messages.append(each.text))
        found.page.on("pageerror", lambda each: found.messages.append(str(each)))
        found.page.on("dialog", lambda each: found.messages.append(f"dialog {each.message}"))
        found.page.on("request", lambda each: found.requests.append(each.url))
        found.page.goto(f"{path.as_uri()}{fragment}")
        visits.append(found)
        return found

    yield open_report
    for each in visits:
        each.page.context.close()
        assert not each.messages
        assert all(url.startswith("file:") and ".html" in url for url in each.requests)
        assert len(each.requests) == 1


def tie_middle(page: Page, key: str) -> tuple[float, float]:
    """Find where the middle of a drawn tie is in the window."""
    x, y = page.evaluate(
        """key => {
            const graph = document.getElementById("graph");
            const at = graph._cyreg.cy.getElementById(key).renderedMidpoint();
            const area = graph.getBoundingClientRect();
            return [area.left + at.x, area.top + at.y];
        }""",
        key,
    )
    return x, y


def box_middle(page: Page, key: str) -> tuple[float, float]:
    """Find where the middle of a box is in the window."""
    x, y = page.evaluate(
        """key => {
            const graph = document.getElementById("graph");
            const at = graph._cyreg.cy.getElementById(key).renderedPosition();
            const area = graph.getBoundingClientRect();
            return [area.left + at.x, area.top + at.y];
        }""",
        key,
    )
    return x, y
