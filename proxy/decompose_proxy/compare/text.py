"""Text is the same line by line; line ends and spaces at the end of a line don't count."""

from __future__ import annotations

from collections.abc import Iterator

from decompose_proxy.answer import Answer, Form
from decompose_proxy.finding import Finding, Kind
from decompose_proxy.rule import Rule, Sides
from decompose_proxy.sequence import differing


def _find(sides: Sides) -> Iterator[Finding]:
    if not sides.both(Form.TEXT):
        return
    for number, here, there in differing(_lines(sides.control), _lines(sides.candidate)):
        path = f"body/line/{number + 1}"
        if there is None:
            yield Finding(path, Kind.MISSING, here or "", "")
        elif here is None:
            yield Finding(path, Kind.EXTRA, "", there)
        else:
            yield Finding(path, Kind.VALUE, here, there)


def _lines(answer: Answer) -> list[str]:
    return [line.rstrip() for line in answer.text.splitlines()]


rule = Rule(_find, "Text by line.")
