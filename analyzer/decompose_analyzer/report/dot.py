"""The graph of apps in the DOT language, for Graphviz.

https://graphviz.org/doc/info/lang.html
"""

from __future__ import annotations

from decompose_analyzer.picture import picture, weight
from decompose_analyzer.reporting import Page, Report
from decompose_core.analysis import Analysis

THICKEST = 6.0  # points of the heaviest edge's line
THINNEST = 0.5


def render(analysis: Analysis, page: Page) -> str:
    """Draw an arrow from each app to those it leans on, the thicker the more it does."""
    del page
    drawn = picture(analysis)
    heaviest = max((value for *_, value in drawn.edges), default=1.0)
    lines = [
        "digraph apps {",
        "    rankdir=LR;",
        '    graph [fontname="sans-serif", fontsize=11, labelloc=b, nodesep=0.4, ranksep=0.9];',
        '    node [shape=box, style="rounded", fontname="sans-serif"];',
        '    edge [fontname="sans-serif", fontsize=9, color="#666666"];',
    ]
    if drawn.note:
        lines.append(f"    label={_quoted(drawn.note)};")
    for label, models in drawn.apps:
        count = f"{models:,} model{'' if models == 1 else 's'}"
        lines.append(f"    {_quoted(label)} [label={_quoted(label, count)}];")
    for source, target, value in drawn.edges:
        width = max(THINNEST, THICKEST * value / heaviest)
        lines.append(
            f"    {_quoted(source)} -> {_quoted(target)} "
            f"[label={_quoted(weight(value))}, penwidth={width:.1f}];"
        )
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(*lines: str) -> str:
    text = "\\n".join(each.replace("\\", "\\\\").replace('"', '\\"') for each in lines)
    return f'"{text}"'


report = Report(render, "the graph of apps for Graphviz")
