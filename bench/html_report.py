"""How large the HTML report is and how fast it answers, in a real Chromium.

Writes the reports of the sample, of the real projects that are there and of a made project of 500
models, opens each, and does what a person does: shows the models, selects one, moves an app, turns
a kind off, drags the picture. Rewrites docs/html-report.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from _docs import put
from playwright.sync_api import Browser, Page, sync_playwright

from decompose_analyzer.analyze import analyze
from decompose_analyzer.excerpts import Excerpts, excerpts, reader
from decompose_analyzer.report.html import report
from decompose_analyzer.reporting import Page as Width
from decompose_core.analysis import Analysis
from decompose_core.boundary import Boundary, Cost
from decompose_core.coupling import Coupling, CouplingSeverity, Effect, End, Settlement
from decompose_core.location import Location
from decompose_core.monolith import App, Model

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "html-report.md"
PROJECTS = ("misago", "pretix", "netbox")
MADE = "made: 500 models"
ROUNDS = 5
LARGEST = 3_000_000  # bytes: the promise for the largest project
SMOOTH = 100.0  # ms: an answer that people take for immediate (Nielsen, "Usability Engineering")
# Each step leaves the page as it was; the time runs until the next picture is on the screen.
STEPS = {
    "models shown": "byId('view-models').click()",
    "apps shown": "byId('view-apps').click()",
    "app selected": "tap(box('app'))",
    "app moved": "choose(byId('move-to'), '-1')",
    "undone": "byId('undo').click()",
    "kind turned off": "document.querySelector('.kinds input').click()",
    "kind turned on": "document.querySelector('.kinds input').click()",
    "models again": "byId('view-models').click()",
    "model selected": "tap(box('model'))",
}
SHOWN = ("models shown", "model selected", "app moved", "kind turned off")
SCRIPT = """
async rounds => {
    const byId = id => document.getElementById(id);
    const cy = byId("graph")._cyreg.cy;
    const tap = node => node.emit("tap");
    const box = type => cy.nodes(".leaf").filter(
        each => each.hasClass("chip") === (type === "model"))[0];
    const choose = (element, value) => {
        element.value = value;
        element.dispatchEvent(new Event("change", {bubbles: true}));
    };
    const picture = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    const taken = {};
    const steps = {STEPS};
    byId("filters-toggle").click();
    for (let round = 0; round < rounds; round += 1) {
        byId("view-apps").click();
        await picture();
        for (const [name, step] of Object.entries(steps)) {
            const start = performance.now();
            step();
            await picture();
            (taken[name] ||= []).push(performance.now() - start);
        }
    }
    return taken;
}
"""

FRAMES = """
() => {
    window.frames_taken = [];
    let last = performance.now();
    const next = () => {
        const now = performance.now();
        window.frames_taken.push(now - last);
        last = now;
        requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
}
"""
MOVES = 90  # of the mouse, while it drags


@dataclass(frozen=True, slots=True)
class Measured:
    """One report: bytes, seconds until it is drawn, ms a step (median), ms a frame when dragged."""

    name: str
    models: int
    places: int
    size: int
    ready: float
    steps: dict[str, float]
    frame: float
    slowest: float


def main() -> int:
    """Measure, print, rewrite the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=ROOT / ".corpus")
    arguments = parser.parse_args()
    path = os.environ.get("DECOMPOSE_CHROMIUM") or shutil.which("chromium")
    if path is None:
        print("html_report: skipped, there is no chromium")
        return 0
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        found = [
            measured(browser, name, analysis, lines, Path(folder))
            for name, analysis, lines in projects(arguments.corpus)
        ]
        browser.close()
    text = "\n".join(lines_of(found))
    print(text)
    put(PAGE, "measured", text)
    return 0 if max(each.size for each in found) < LARGEST else 1


def projects(corpus: Path) -> Iterator[tuple[str, Analysis, Excerpts]]:
    """Analyze what there is, with its source."""
    roots = {"sample": ROOT / "sample_monolith", **{each: corpus / each for each in PROJECTS}}
    for name, root in roots.items():
        if root.is_dir():
            print(f"html_report: {name}", file=sys.stderr)
            analysis = analyze(root)
            yield name, analysis, excerpts(analysis, reader(root))
    yield MADE, made(25, 500), Excerpts()


def made(apps: int, models: int) -> Analysis:
    """Make a project: each model leans on four others, in all of the apps."""
    labels = [f"app_{number:02d}" for number in range(apps)]
    names = [f"{labels[number % apps]}.Model{number:03d}" for number in range(models)]
    place = Location("models.py", 1)
    one = Coupling(
        "model_query",
        End("", ""),
        End("", ""),
        Effect.READ,
        CouplingSeverity.REWRITE,
        place,
        settlement=Settlement.ASSISTED,
    )
    return Analysis(
        apps=tuple(App(each, each, each) for each in labels),
        models=tuple(Model(each, each, each.partition(".")[0], each, place) for each in names),
        couplings=tuple(
            replace(one, source=_end(name), target=_end(names[(number * 7 + step) % models]))
            for number, name in enumerate(names)
            for step in (1, 3, 11, 40)
        ),
        boundaries=tuple(Boundary(each, (each,), (), Cost()) for each in labels),
    )


def _end(label: str) -> End:
    app, _, name = label.partition(".")
    return End(app, name)


def measured(
    browser: Browser, name: str, analysis: Analysis, lines: Excerpts, folder: Path
) -> Measured:
    """Write one report, open it, and use it."""
    text = report.render(analysis, Width(title=name, excerpts=lines))
    path = folder / f"{name.partition(':')[0]}.html"
    path.write_text(text, encoding="utf-8")
    ready = statistics.median(_ready(browser, path) for _ in range(3))
    page = _open(browser, path)
    steps = ", ".join(f"{name!r}: () => {step}" for name, step in STEPS.items())
    taken = page.evaluate(SCRIPT.replace("{STEPS}", f"{{{steps}}}"), ROUNDS)
    frames = _dragged(page)
    page.close()
    return Measured(
        name,
        sum(1 for each in analysis.models if not each.abstract),
        len(analysis.couplings),
        len(text.encode()),
        ready,
        {step: statistics.median(values) for step, values in taken.items()},
        statistics.median(frames),
        statistics.quantiles(frames, n=20)[-1],
    )


def _dragged(page: Page) -> list[float]:
    """Drag the picture by mouse, with the models shown, and return the ms of each frame."""
    page.evaluate(FRAMES)
    area = page.locator("#graph").bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
    x, y = area["x"] + area["width"] - 12, area["y"] + area["height"] - 12
    page.mouse.move(x, y)
    page.mouse.down()
    for at in range(MOVES):
        page.mouse.move(x - 5 * at, y - 2 * (at % 9))
    page.mouse.up()
    return [float(each) for each in page.evaluate("window.frames_taken")[1:]]


def _ready(browser: Browser, path: Path) -> float:
    """Return the seconds from the request to the first picture with a graph."""
    page = _open(browser, path)
    taken = float(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
    page.close()
    return taken / 1000


def _open(browser: Browser, path: Path) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    page.goto(path.as_uri())
    return page


def lines_of(found: Sequence[Measured]) -> Iterator[str]:
    """Write the table and what it says."""
    yield f"| project | models | places | size, MB | drawn after, s | {' | '.join(SHOWN)} | frame |"
    yield f"| --- |{' --: |' * (len(SHOWN) + 5)}"
    for each in found:
        steps = " | ".join(f"{each.steps[name]:.0f} ms" for name in SHOWN)
        frame = f"{each.frame:.0f} ms ({each.slowest:.0f})"
        size = f"{each.size / 1_000_000:.2f} | {each.ready:.2f}"
        yield f"| {each.name} | {each.models} | {each.places:,} | {size} | {steps} | {frame} |"
    yield ""
    taken = [(value, each.name, step) for each in found for step, value in each.steps.items()]
    slow, name, step = max(taken)
    longer = sum(1 for value, _, _ in taken if value > SMOOTH)
    yield (
        f"Of {len(taken)} steps {longer} took longer than {SMOOTH:.0f} ms, which people still take "
        f"for immediate; the slowest, {slow:.0f} ms, is {step!r} of {name}. Others kept the cores "
        f"busy meanwhile: the load was {os.getloadavg()[0]:.1f} on {os.cpu_count()}. The largest "
        f"report has {max(each.size for each in found) / 1_000_000:.2f} MB of the "
        f"{LARGEST / 1_000_000:.0f} that it may have."
    )


if __name__ == "__main__":
    sys.exit(main())
