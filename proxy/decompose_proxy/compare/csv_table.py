"""CSV is the same row by row and cell by cell, whatever way the cells are quoted."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from decompose_proxy.answer import Answer, Form
from decompose_proxy.finding import Finding, Kind, Uncomparable, pointer
from decompose_proxy.rule import Rule, Sides
from decompose_proxy.sequence import differing

Row = tuple[str, ...]


def _find(sides: Sides) -> Iterator[Finding]:
    if not sides.both(Form.CSV):
        return
    control, candidate = _rows(sides.control), _rows(sides.candidate)
    header = control[0] if control[:1] == candidate[:1] else ()
    for number, here, there in differing(control, candidate):
        path = f"body/row/{number}"
        if there is None:
            yield Finding(path, Kind.MISSING, ",".join(here or ()), "")
        elif here is None:
            yield Finding(path, Kind.EXTRA, "", ",".join(there))
        else:
            yield from _cells(path, header, here, there)


def _cells(path: str, header: Row, here: Row, there: Row) -> Iterator[Finding]:
    if len(here) != len(there):
        yield Finding(path, Kind.SIZE, f"{len(here)} cells", f"{len(there)} cells")
        return
    for column, (control, candidate) in enumerate(zip(here, there, strict=True)):
        if control != candidate:
            name = header[column] if column < len(header) else str(column)
            yield Finding(pointer(path, name), Kind.VALUE, control, candidate)


def _rows(answer: Answer) -> list[Row]:
    try:
        return [tuple(row) for row in csv.reader(answer.text.splitlines(keepends=True))]
    except csv.Error as error:
        raise Uncomparable(f"no CSV: {error}") from None


rule = Rule(_find, "CSV by row and column.")
