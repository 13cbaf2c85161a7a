"""The graph of apps as a Mermaid flowchart, for READMEs and pull requests.

https://mermaid.js.org/syntax/flowchart.html
"""

from __future__ import annotations

from decompose_analyzer.graph import app_graph
from decompose_analyzer.reporting import Page, Report
from decompose_core.analysis import Analysis


def render(analysis: Analysis, page: Page) -> str:
    """Draw an arrow from each app to those it leans on, labelled with the weight."""
    del page
    graph = app_graph(analysis.couplings, [each.label for each in analysis.apps])
    # Labels may be words of the language (`end`, `class`), so the nodes have names of their own.
    names = {label: f"app{number}" for number, label in enumerate(graph.nodes)}
    lines = ["flowchart LR"]
    lines += [f'    {names[label]}["{label}"]' for label in graph.nodes]
    lines += [
        f"    {names[source]} -->|{weight:g}| {names[target]}"
        for (source, target), weight in graph.edges.items()
    ]
    return "\n".join(lines) + "\n"


report = Report(render, "the graph of apps as a Mermaid flowchart")
