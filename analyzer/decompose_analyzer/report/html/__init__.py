"""One self-contained page for a browser: graphs, prices, places; it works offline."""

from __future__ import annotations

from decompose_analyzer.report.html.page import render
from decompose_analyzer.reporting import Report

__all__ = ["report"]

report = Report(render, "one page for a browser, with graphs and prices", whole=True)
