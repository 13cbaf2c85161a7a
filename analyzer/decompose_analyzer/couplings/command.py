"""Finds management commands of another app that are called from code: `call_command("close")`.

https://docs.djangoproject.com/en/5.2/ref/django-admin/#running-management-commands-from-your-code
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_core.problem import Level, Problem
from decompose_source.modules import Module

FOLDER = "management.commands"
Commands = Mapping[str, Module]


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Look up each name that is called among the project's commands."""
    commands = {
        each.name.rpartition(".")[2]: each
        for each in scan.code
        if each.name.rpartition(".")[0].endswith(FOLDER)
    }
    for module, call in scan.calls_named({"call_command"}):
        named = [each.value for each in call.keywords if each.arg == "command_name"]
        for node in [*call.args, *named][:1]:
            yield from _called(scan, module, call, node, commands)


def _called(
    scan: Scan, module: Module, call: ast.Call, node: ast.expr, commands: Commands
) -> Iterator[Found | Problem]:
    names = scan.texts.of(module, node)
    cls = scan.types.class_of(module, node) if names is None else None
    if cls is not None:
        names = (cls.rpartition(".")[0].rpartition(".")[2],)  # call_command(Command())
    elif names is None and _is_outside(scan, module, node):
        return
    elif names is None:
        yield Problem(
            Level.NOTE,
            "the command that call_command() runs is computed at run time",
            module.at(call),
            "read by hand which commands it can be",
        )
    for name in names or ():
        if name in commands:
            target = scan.end(commands[name])
            detail = f"runs the command {name} of {target.app}"
            yield Found(scan.end(module, call), target, Effect.CALL, module.at(call), detail)


def _is_outside(scan: Scan, module: Module, node: ast.expr) -> bool:
    """Say whether a command object's class is imported from a package."""
    if not isinstance(node, ast.Call):
        return False
    dotted = scan.names.resolve(module, node.func, node)
    return dotted is not None and scan.names.definition(dotted) is None


detector = Detector(
    find,
    "management commands of another app that are called",
    example='`call_command("cancel_unpaid")` in reporting',
    settled="the command follows the owner of its data; the call goes through a seam",
    rows=(44,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/ref/django-admin/"
    "#running-management-commands-from-your-code",
    weight=1.0,
)
