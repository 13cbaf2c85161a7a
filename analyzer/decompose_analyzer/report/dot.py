"""The graph of apps in the DOT language, for Graphviz.

https://graphviz.org/doc/info/lang.html
"""

from __future__ import annotations

from decompose_analyzer.graph import app_graph
from decompose_analyzer.reporting import Page, Report
from decompose_core.analysis import Analysis

THICKEST = 6.0  # points of the heaviest edge's line


def render(analysis: Analysis, page: Page) -> str:
    """Draw an arrow from each app to those it leans on, the thicker the more it does."""
    del page
    graph = app_graph(analysis.couplings, [each.label for each in analysis.apps])
    heaviest = max(graph.edges.values(), default=1.0)
    lines = ["digraph apps {", "    rankdir=LR;", "    node [shape=box, fontname=sans];"]
    lines += [f'    "{label}";' for label in graph.nodes]
    for (source, target), weight in graph.edges.items():
        width = max(0.5, THICKEST * weight / heaviest)
        lines.append(f'    "{source}" -> "{target}" [label="{weight:g}", penwidth={width:.1f}];')
    return "\n".join([*lines, "}"]) + "\n"


report = Report(render, "the graph of apps for Graphviz")
