"""Put a stub with the same signature in the place of a function that acts on the other side: it
asks there, or fails loudly where what it takes can't cross."""

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
        return _stubbed(statement, stub, indent=4)

    body = [
        _stubbed(each, decisions.stubs[each.name.value], indent=0)
        if isinstance(each, cst.FunctionDef) and each.name.value in decisions.stubs
        else each
        for each in module.body
    ]
    changed = in_classes(module.with_changes(body=body), change)
    if changed.deep_equals(module):
        return module
    kinds = {each.remote for each in decisions.stubs.values()}
    if False in kinds:
        changed = with_import(changed, "decompose_service.seams", "seam")
    return with_import(changed, "decompose_link.calls", "remote") if True in kinds else changed


def _stubbed(function: cst.FunctionDef, stub: Stub, *, indent: int) -> cst.FunctionDef:
    names = {get_full_name_for_node(each.decorator) for each in function.decorators}
    if not names.isdisjoint(("seam", "remote")):
        return function
    inner = function.body.body[:1]
    docstring = [
        each for each in inner if isinstance(each, cst.BaseStatement) and is_docstring(each)
    ]
    kept = [
        each
        for each in function.decorators
        if (get_full_name_for_node(each.decorator) or "").rpartition(".")[2] in _CALLING
    ]
    return function.with_changes(
        decorators=[*kept, _decorator(stub, indent)],
        body=cst.IndentedBlock(docstring or [cst.parse_statement("...\n")]),
    )


def _decorator(stub: Stub, indent: int) -> cst.Decorator:
    source = f"@{_call(stub, indent)}\ndef function(): ...\n"
    parsed = cst.parse_statement(source)
    assert isinstance(parsed, cst.FunctionDef)
    return parsed.decorators[0]


def _call(stub: Stub, indent: int) -> str:
    if stub.remote:
        return f'remote("{stub.symbol}"{", told=True" if stub.told else ""})'
    arguments = [f'"{stub.symbol}"', f"because={_quoted(stub.because)}"]
    if stub.callers:
        arguments.append(f"callers=[{', '.join(map(_quoted, stub.callers))}]")
    line = f"seam({', '.join(arguments)})"
    if indent + len(line) + 1 <= _LINE:
        return line
    lines = [_argument(each, indent + 4) for each in arguments]
    return "seam(\n" + "".join(lines) + ")"


def _argument(text: str, indent: int) -> str:
    if indent + len(text) < _LINE or "=[" not in text:
        return f"    {text},\n"
    name, _, items = text.partition("=[")
    rows = "".join(f"        {each},\n" for each in items.removesuffix("]").split(", "))
    return f"    {name}=[\n{rows}    ],\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


transform = Transform(
    _rewrite, "a call that acts on the other side asks there, or says why it can't"
)
