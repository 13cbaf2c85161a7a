"""What people allow to differ: the `rules` of a route in decompose.toml, such as `bind:/id`.

A rule is `WORD:PATH`, with some words `WORD:PATH=ARGUMENT`. A path that begins with `/` leads into
the body (`/results/*/id`, a JSON pointer); others begin with `status`, `headers/NAME` or
`query/NAME`. `*` stands for one step, `**` for any number of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from decompose_proxy.binding import Bindings
from decompose_proxy.finding import Finding


@dataclass(frozen=True, slots=True)
class Word:
    """What a word allows: `forgives` is asked for each difference at a path that the rule covers.

    `deep` rules cover what lies below their path too. `default` is the argument where none is
    written, None where the word takes none; `argument_error` says what is wrong with one.
    """

    forgives: Callable[[Finding, Allowance, Bindings], bool]
    summary: str
    deep: bool = False
    default: str | None = None
    argument_error: Callable[[str], str] = lambda _argument: ""


@dataclass(frozen=True, slots=True)
class Allowance:
    """One rule as it was written."""

    name: str
    steps: tuple[str, ...]
    argument: str
    word: Word

    def __str__(self) -> str:
        argument = f"={self.argument}" if self.word.default != self.argument else ""
        path = "/".join(self.steps).removeprefix("body") or "/"
        return f"{self.name}:{path}{argument if self.argument else ''}"

    def covers(self, path: str) -> bool:
        """Say whether a difference at that path is what this rule is about."""
        return _fits(self.steps, tuple(path.split("/")), deep=self.word.deep)


@dataclass(frozen=True, slots=True)
class Allowed:
    """All rules of one route."""

    allowances: tuple[Allowance, ...] = ()

    def covering(self, path: str, word: str = "") -> Allowance | None:
        """Return the first rule that covers the path, of that word if one is named."""
        for each in self.allowances:
            if (not word or each.name == word) and each.covers(path):
                return each
        return None

    def has(self, word: str) -> bool:
        """Say whether any rule uses the word."""
        return any(each.name == word for each in self.allowances)

    def excuse(self, finding: Finding, bindings: Bindings) -> str:
        """Return the rule that forgives the difference, as text; empty when none does."""
        for each in self.allowances:
            if each.covers(finding.path) and each.word.forgives(finding, each, bindings):
                return str(each)
        return ""


NOTHING_ALLOWED = Allowed()


@lru_cache(maxsize=4096)
def _fits(pattern: tuple[str, ...], path: tuple[str, ...], *, deep: bool) -> bool:
    if not pattern:
        return deep or not path
    head, rest = pattern[0], pattern[1:]
    if head == "**":
        return any(_fits(rest, path[n:], deep=deep) for n in range(len(path) + 1))
    return bool(path) and head in ("*", path[0]) and _fits(rest, path[1:], deep=deep)
