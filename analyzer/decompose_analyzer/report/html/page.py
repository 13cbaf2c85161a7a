"""The page as one text: template, styles, scripts and data in one file that loads nothing.

Names and source of the project are only ever data: they lie in a JSON block in which no character
can end the block, and the scripts write them as text. A content security policy allows the scripts
and styles of this very file by their hashes and nothing else, neither requests nor other scripts.
https://www.w3.org/TR/CSP3/#framework-directive-source-list
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from decompose_analyzer.report.html.data import document
from decompose_analyzer.reporting import Page
from decompose_core.analysis import Analysis

HERE = Path(__file__).parent
# In this order: a script uses what those before it define, and `main` starts it all.
SCRIPTS = (
    "dom",
    "data",
    "pricing",
    "state",
    "address",
    "layout",
    "boxes",
    "ties",
    "look",
    "graph",
    "places",
    "panel",
    "cut",
    "filters",
    "tables",
    "search",
    "keys",
    "main",
)
STYLES = ("base", "parts", "print")
# Cytoscape adds this rule by itself, which the policy would not allow, unless it is there already.
CYTOSCAPE_STYLE = ".__________cytoscape_container { position: relative; }"
# Without `<` nothing can end or open anything there: https://html.spec.whatwg.org/#script-data-state
ESCAPES = {"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def render(analysis: Analysis, page: Page) -> str:
    """Make the page; the same analysis and source give the same text."""
    library = _read("vendor/cytoscape.min.js")
    script = _bundle(_read(f"script/{name}.js") for name in SCRIPTS)
    style = "".join(_read(f"style/{name}.css") for name in STYLES)
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = environment.get_template("page.html").render(
        title=page.title or "project",
        policy=_policy([library, script], [style, CYTOSCAPE_STYLE]),
        library=Markup(library),
        script=Markup(script),
        style=Markup(style),
        cytoscape_style=Markup(CYTOSCAPE_STYLE),
        licence=_read("vendor/cytoscape.LICENSE"),
        data=Markup(embedded(document(analysis, page))),
    )
    # A path may hold bytes that are no text; they are shown as question marks.
    return text.encode("utf-8", "replace").decode()


def embedded(value: Mapping[str, object]) -> str:
    """Write JSON that can stand inside a script element: no character in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign, escape in ESCAPES.items():
        text = text.replace(sign, escape)
    return text


def _bundle(scripts: Iterable[str]) -> str:
    """Put the scripts into one scope of their own."""
    return f'(() => {{\n"use strict";\n{"".join(scripts)}}})();\n'


def _policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {' '.join(map(_hash, styles))}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
