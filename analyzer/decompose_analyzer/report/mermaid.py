"""The graph of apps as a Mermaid flowchart, for READMEs and pull requests.

https://mermaid.js.org/syntax/flowchart.html
"""

from __future__ import annotations

from decompose_analyzer.picture import picture, weight
from decompose_analyzer.reporting import Page, Report
from decompose_core.analysis import Analysis


def render(analysis: Analysis, page: Page) -> str:
    """Draw an arrow from each app to those it leans on, labelled with the weight."""
    del page
    drawn = picture(analysis)
    # Labels may be words of the language (`end`, `class`), so the nodes have names of their own.
    names = {label: f"app{number}" for number, (label, _) in enumerate(drawn.apps)}
    lines = ["flowchart LR"]
    lines += [
        f'    {names[label]}["{label}<br/>{_models(models)}"]' for label, models in drawn.apps
    ]
    lines += [
        f"    {names[source]} -->|{weight(value)}| {names[target]}"
        for source, target, value in drawn.edges
    ]
    lines += (
        [f'    note["{drawn.note}"]', "    style note fill:none,stroke:none"] if drawn.note else []
    )
    return "\n".join(lines) + "\n"


def _models(count: int) -> str:
    return f"{count:,} model{'' if count == 1 else 's'}"


report = Report(render, "the graph of apps as a Mermaid flowchart")
