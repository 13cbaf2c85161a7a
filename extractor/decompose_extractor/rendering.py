"""Fill the templates of generated files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent / "templates"
SERVICE = FOLDER / "service"


def render(template: str, **values: object) -> str:
    """Fill a template; a name that is not given is an error."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader([SERVICE, FOLDER]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
