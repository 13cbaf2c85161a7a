"""Both sides have a body of the same form, or none."""

from __future__ import annotations

from collections.abc import Iterator

from decompose_proxy.answer import Answer, Form
from decompose_proxy.finding import Finding, Kind
from decompose_proxy.rule import Rule, Sides


def _find(sides: Sides) -> Iterator[Finding]:
    here, there = sides.control, sides.candidate
    if here.status != there.status or here.form is there.form or here.body == there.body:
        return
    if Form.EMPTY in (here.form, there.form):
        yield Finding("body", Kind.SIZE, _size(here), _size(there))
    else:
        yield Finding("body", Kind.TYPE, here.form.value, there.form.value)


def _size(answer: Answer) -> str:
    return f"{len(answer.body)} bytes"


rule = Rule(_find, "The form of the body: JSON, HTML, CSV, text, other bytes, or none.")
