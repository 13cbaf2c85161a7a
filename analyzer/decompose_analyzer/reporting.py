"""What a unit of `report/` is: one format of the same analysis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from decompose_core.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Page:
    """What the reader looks at: its width, whether it has colours, and the apps asked for."""

    width: int = 80
    colour: bool = False
    focus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One format: `render` gives the whole text with a final newline."""

    render: Callable[[Analysis, Page], str]
    description: str
