"""The analysis as JSON for machines: the content of analysis.json.

Its schema is docs/analysis.schema.json.
"""

from __future__ import annotations

from decompose_analyzer.reporting import Page, Report
from decompose_core import analysis as analyses
from decompose_core.analysis import Analysis


def render(analysis: Analysis, page: Page) -> str:
    """Write everything, whatever the page looks like."""
    del page
    return analyses.to_json(analysis)


report = Report(render, "everything, for machines")
