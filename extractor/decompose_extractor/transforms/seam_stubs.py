"""Put a stub with the same signature in the place of a function that acts on the other side; calling it fails loudly."""

from __future__ import annotations

import libcst as cst
from libcst.helpers import get_full_name_for_node

from decompose_extractor.rewriting import Decisions, Stub, Transform
from decompose_extractor.transforms._classes import in_classes, is_docstring
from decompose_extractor.transforms._imports import with_import

_CALLING = ("property", "cached_property", "classmethod", "staticmethod")
_LINE = 100


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    def change(name: str, statement: cst.BaseStatement) -> cst.BaseStatement:
        stub = decisions.stubs.get(name)
        if stub is None or not isinstance(statement, cst.FunctionDef):
            return statement
        return _stubbed(statement, stub, indent=8)

    body = [
        _stubbed(each, decisions.stubs[each.name.value], indent=4)
        if isinstance(each, cst.FunctionDef) and each.name.value in decisions.stubs
        else each
        for each in module.body
    ]
    changed = in_classes(module.with_changes(body=body), change)
    if changed.deep_equals(module):
        return module
    return with_import(changed, "decompose_service.seams", "UnsettledSeam")


def _stubbed(function: cst.FunctionDef, stub: Stub, *, indent: int) -> cst.FunctionDef:
    block = function.body
    docstring = [each for each in block.body[:1] if isinstance(each, cst.BaseStatement)]
    docstring = [each for each in docstring if is_docstring(each)]
    raising = cst.parse_statement(_raise(stub, indent))
    decorators = [
        each
        for each in function.decorators
        if (get_full_name_for_node(each.decorator) or "").rpartition(".")[2] in _CALLING
    ]
    new = function.with_changes(
        decorators=decorators, body=cst.IndentedBlock([*docstring, raising])
    )
    return function if new.deep_equals(function) else new


def _raise(stub: Stub, indent: int) -> str:
    arguments = [f'"{stub.symbol}"', f"because={_quoted(stub.because)}"]
    if stub.callers:
        arguments.append(f"callers=[{', '.join(map(_quoted, stub.callers))}]")
    line = f"raise UnsettledSeam({', '.join(arguments)})"
    if indent + len(line) <= _LINE:
        return f"{line}\n"
    lines = [_argument(each, indent + 4) for each in arguments]
    return "raise UnsettledSeam(\n" + "".join(lines) + ")\n"


def _argument(text: str, indent: int) -> str:
    if indent + len(text) < _LINE or "=[" not in text:
        return f"    {text},\n"
    name, _, items = text.partition("=[")
    rows = "".join(f"        {each},\n" for each in items.removesuffix("]").split(", "))
    return f"    {name}=[\n{rows}    ],\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


transform = Transform(_rewrite, "a call that acts on the other side fails loudly and says what to do")
