"""What a unit of `report/` is: one format of the same analysis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decompose_core.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Excerpts:
    """Lines by path and number; `left_out` places have none, the others `around` on each side."""

    lines: Mapping[str, Mapping[int, str]] = field(default_factory=dict[str, Mapping[int, str]])
    around: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """What the reader looks at: its width, whether it has colours, and the apps asked for.

    `title` names the project; `excerpts` is the source that goes with a report that shows some.
    """

    width: int = 80
    colour: bool = False
    focus: tuple[str, ...] = ()
    title: str = ""
    excerpts: Excerpts = field(default_factory=Excerpts)


@dataclass(frozen=True, slots=True)
class Report:
    """One format: `render` gives the whole text with a final newline.

    A format that is `whole` takes the analysis of the whole project with lines of its source, and
    shows by itself what the page's focus is; the others get the couplings of the focus only.
    """

    render: Callable[[Analysis, Page], str]
    description: str
    whole: bool = False
