"""The question what a cut would cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """What to cut: labels of apps and models, or seeds around which to cut, and what must stay."""

    cut: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    stay: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the boundary in the answer."""
        return "+".join(sorted({*self.cut, *self.seeds}))
