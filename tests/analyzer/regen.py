"""Rewrite what is checked in and made by the analyzer: `python -m tests.analyzer.regen`.

The golden reports, the schema of analysis.json, docs/coverage.md and docs/kinds.md. The diff is the
review.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from decompose_analyzer import formats
from decompose_analyzer.analyze import analyze
from decompose_analyzer.reporting import Page
from decompose_analyzer.schema import schema_text
from tests.analyzer import coverage, kinds, small

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
SCHEMA = ROOT / "docs" / "analysis.schema.json"
ENDINGS = {"dot": "dot", "json": "json", "markdown": "md", "mermaid": "mmd", "text": "txt"}


def golden() -> Mapping[str, str]:
    """Make each golden report by its file name."""
    with tempfile.TemporaryDirectory() as folder:
        analysis = analyze(small.write(Path(folder)))
    return {
        f"small.{ending}": formats.load(name).render(analysis, Page())
        for name, ending in ENDINGS.items()
    }


def main() -> None:
    """Write everything."""
    for name, text in golden().items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
    SCHEMA.write_text(schema_text(), encoding="utf-8")
    coverage.PAGE.write_text(coverage.page(coverage.places()), encoding="utf-8")
    kinds.PAGE.write_text(kinds.page(kinds.tallies()), encoding="utf-8")


if __name__ == "__main__":
    main()
