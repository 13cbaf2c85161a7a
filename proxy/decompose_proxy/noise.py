"""What differs anyway: a path is noise only where the control differs from itself.

Asked twice, a control whose answer shows a random number or the time differs at that path. What the
candidate does there says nothing. The list is bounded for each endpoint, and shown: an endpoint
that is all noise is not comparable, and must not look alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from decompose_core.exchange import Comparison, Outcome
from decompose_proxy.finding import generalise

MAX_PATHS = 20
TWICE = 2  # once may have been a change of the data, in the moment between two answers
ENOUGH = 5  # times asked twice before what was seen earlier counts
SHARE = 0.2  # of these, the part in which the control has to differ from itself


class Noise:
    """The noise of one endpoint, as far as it is known."""

    def __init__(self) -> None:
        self._asked = 0
        self._differed: Counter[str] = Counter()
        self.overflowed = False

    def learn(self, control_with_itself: Comparison) -> frozenset[str]:
        """Take in how the control differed from itself; return what counts as noise now."""
        self._asked += 1
        found = {generalise(each.path) for each in control_with_itself.diffs}
        room = MAX_PATHS - len(self._differed)
        fresh = sorted(found - self._differed.keys())
        self.overflowed = self.overflowed or len(fresh) > room
        now = (found & self._differed.keys()) | set(fresh[: max(room, 0)])
        self._differed.update(now)
        return frozenset(now | set(self.paths))

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the paths at which the control differs from itself often enough."""
        if self._asked < ENOUGH:
            return ()
        often = max(TWICE, self._asked * SHARE)
        return tuple(sorted(path for path, times in self._differed.items() if times >= often))

    @property
    def seen(self) -> tuple[str, ...]:
        """Return every path at which the control ever differed from itself, and say if all fit."""
        more = (f"more than {MAX_PATHS} paths",) if self.overflowed else ()
        return (*sorted(self._differed), *more)


def without_noise(comparison: Comparison, paths: Iterable[str]) -> Comparison:
    """Move the differences at noisy paths to those that are ignored."""
    noisy = frozenset(paths)
    kept = tuple(each for each in comparison.diffs if generalise(each.path) not in noisy)
    moved = tuple(each for each in comparison.diffs if generalise(each.path) in noisy)
    if not moved:
        return comparison
    outcome = comparison.outcome if kept else Outcome.IGNORED
    ignored = tuple(sorted((*comparison.ignored, *moved)))
    return replace(comparison, outcome=outcome, diffs=kept, ignored=ignored)
