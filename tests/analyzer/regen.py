"""Rewrite what is checked in and made by the analyzer: `python -m tests.analyzer.regen`.

The golden reports, the schema of analysis.json, docs/coverage.md and docs/kinds.md. The diff is the
review.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from decompose_analyzer import formats
from decompose_analyzer.analyze import analyze
from decompose_analyzer.reporting import Page
from decompose_analyzer.schema import schema_text
from decompose_core.analysis import Analysis
from tests.analyzer import coverage, kinds, small

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
SCHEMA = ROOT / "docs" / "analysis.schema.json"
ENDINGS = {
    "dot": "dot",
    "html": "html.json",
    "json": "json",
    "markdown": "md",
    "mermaid": "mmd",
    "text": "txt",
}


def golden() -> Mapping[str, str]:
    """Make each golden report by its file name."""
    with tempfile.TemporaryDirectory() as folder:
        analysis = analyze(small.write(Path(folder)))
    return {f"small.{ending}": rendered(name, analysis) for name, ending in ENDINGS.items()}


def rendered(name: str, analysis: Analysis) -> str:
    """Make a report; of a page for a browser only its data, the rest is the same for everybody."""
    text = formats.load(name).render(analysis, Page())
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    return f"{json.dumps(json.loads(block[1]), indent=1)}\n" if block else text


def main() -> None:
    """Write everything."""
    for name, text in golden().items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
    SCHEMA.write_text(schema_text(), encoding="utf-8")
    coverage.PAGE.write_text(coverage.page(coverage.places()), encoding="utf-8")
    kinds.PAGE.write_text(kinds.page(kinds.tallies()), encoding="utf-8")


if __name__ == "__main__":
    main()
