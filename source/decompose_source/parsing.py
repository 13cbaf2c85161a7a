"""Parse a file as far as it can be parsed.

Files of newer Pythons and broken files are normal. In turn: the parser itself; the same text with
newer syntax written in older words; the text without the statements that no parser takes. Whatever
was lost is a Problem with its line.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from decompose_core.location import Location
from decompose_core.problem import Level, Problem
from decompose_source.newer_syntax import rewrite

MOST_REPAIRS = 200


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree, if there is one, and what it lacks."""

    tree: ast.Module | None
    problems: tuple[Problem, ...] = ()


def parse(source: str, path: str) -> Parsed:
    """Parse the source; never raises, however broken or deep it is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes and the like are the project's business
        tree, error = _try(source)
        if tree is not None:
            return Parsed(tree)
        if isinstance(error, SyntaxError):
            return _salvage(source, path, error)
    return Parsed(None, (_lost(path, 0, f"can't be parsed: {type(error).__name__}"),))


def _try(source: str) -> tuple[ast.Module | None, Exception | None]:
    try:
        return ast.parse(source), None
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return None, error


def _salvage(source: str, path: str, first: SyntaxError) -> Parsed:
    """Parse the reworded text; then leave out one refused statement after another."""
    rewritten = rewrite(source)
    tree, error = _try(rewritten)
    if tree is not None:
        message = f"uses syntax newer than this Python ({first.msg}); read all the same"
        return Parsed(tree, (Problem(Level.NOTE, message, Location(path, first.lineno or 0)),))
    lines = rewritten.split("\n")
    problems: list[Problem] = []
    tried: dict[int, int] = {}
    while isinstance(error, SyntaxError) and len(problems) < MOST_REPAIRS:
        line = min(max(error.lineno or 1, 1), len(lines))
        tried[line] = tried.get(line, 0) + 1
        start, end = _statement(lines, line, wider=tried[line] - 1)
        problems.append(_lost(path, line, f"can't parse this: {error.msg}; left out"))
        indent = lines[start][: len(lines[start]) - len(lines[start].lstrip())]
        lines[start:end] = [f"{indent}pass" if lines[start].strip() else ""] + [""] * (
            end - start - 1
        )
        tree, error = _try("\n".join(lines))
        if tree is not None:
            return Parsed(tree, tuple(problems))
    return Parsed(None, (_lost(path, first.lineno or 0, f"can't be parsed: {first.msg}"),))


def _statement(lines: list[str], line: int, *, wider: int) -> tuple[int, int]:
    """Give the lines of the statement around a line; each `wider` goes one block further out."""
    start = line - 1
    while start > 0 and not lines[start].strip():
        start -= 1
    limit = _indent(lines[start])
    for _ in range(wider):
        while start > 0 and not (lines[start].strip() and _indent(lines[start]) < limit):
            start -= 1
        limit = _indent(lines[start])
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > limit):
        end += 1
    return start, end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _lost(path: str, line: int, message: str) -> Problem:
    hint = "correct it, or run decompose on a Python that reads this file"
    return Problem(Level.WARNING, message, Location(path, line), hint)
