"""What a function takes, in words that both sides can compare."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

_KINDS = inspect.Parameter


def parameters(function: Callable[..., Any]) -> str:
    """Write down the parameters: `order, *, method=, key=`; what a default is does not matter."""
    words: list[str] = []
    found = list(inspect.signature(function).parameters.values())
    starred = False
    for number, each in enumerate(found):
        if each.kind is _KINDS.KEYWORD_ONLY and not starred:
            words.append("*")
            starred = True
        starred = starred or each.kind is _KINDS.VAR_POSITIONAL
        mark = {_KINDS.VAR_POSITIONAL: "*", _KINDS.VAR_KEYWORD: "**"}.get(each.kind, "")
        words.append(f"{mark}{each.name}{'' if each.default is _KINDS.empty else '='}")
        following = found[number + 1].kind if number + 1 < len(found) else None
        if each.kind is _KINDS.POSITIONAL_ONLY and following is not _KINDS.POSITIONAL_ONLY:
            words.append("/")
    return ", ".join(words)
