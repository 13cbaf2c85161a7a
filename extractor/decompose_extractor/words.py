"""The names that retained code may use on an object: attributes, keywords, lookup paths and
template variables.

A column, method or accessor whose name no retained line contains can't be used; everything else may
be, whatever the
types. That brings a little too much along and never too little, but for names that are computed,
which are reported.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

_PATH = re.compile(r"[-+]?[A-Za-z_]\w*(?:[.,:\s]\s*[-+]?\w+)*\Z")
_SQL = re.compile(r"\b(SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|JOIN|WHERE)\b")
_NAME = re.compile(r"[A-Za-z_]\w*")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
_REQUEST = re.compile(r"\brequest\.[A-Za-z_]\w*")


def words_of(nodes: Iterable[ast.AST]) -> set[str]:
    """Collect the names that code uses on objects; lookups such as `customer__email` give each of
    their steps."""
    found: set[str] = set()
    for outer in nodes:
        for node in ast.walk(outer):
            if isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.keyword) and node.arg:
                found.update(_steps(node.arg))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(words_of_text(node.value))
    return found


def words_of_text(text: str) -> set[str]:
    """Collect the names in a string that may be a name, a lookup path, a list of such, or SQL;
    prose gives none."""
    if not _SQL.search(text) and (len(text) > 200 or text.count(" ") > 2 or not _PATH.match(text)):
        return set()
    return {step for name in _NAME.findall(text) for step in _steps(name)}


def words_of_template(text: str) -> set[str]:
    """Collect the names between a template's braces."""
    return {
        step for tag in _TAG.findall(text) for name in _NAME.findall(tag) for step in _steps(name)
    }


def requests_of(nodes: Iterable[ast.AST]) -> set[str]:
    """Collect what code reads of a request, as `request.name`: of `request.basket.lines` and of
    `getattr(self.request, "basket")`."""
    found: set[str] = set()
    for outer in nodes:
        for node in ast.walk(outer):
            match node:
                case ast.Attribute(value=owner, attr=name, ctx=ast.Load()) if _is_request(owner):
                    found.add(f"request.{name}")
                case ast.Call(
                    func=ast.Name(id="getattr" | "hasattr"),
                    args=[owner, ast.Constant(value=str(name)), *_],
                ) if _is_request(owner):
                    found.add(f"request.{name}")
                case _:
                    continue
    return found


def requests_of_template(text: str) -> set[str]:
    """Collect what a template reads of the request, as `request.name`."""
    return {each for tag in _TAG.findall(text) for each in _REQUEST.findall(tag)}


def _is_request(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name == "request"


def _steps(name: str) -> set[str]:
    return {name, *(each for each in name.split("__") if each)}
