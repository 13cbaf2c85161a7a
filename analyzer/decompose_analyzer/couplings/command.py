"""Finds management commands of another app that are called.

https://docs.djangoproject.com/en/5.2/ref/django-admin/#running-management-commands-from-your-code
"""

from __future__ import annotations

from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_core.problem import Level, Problem

FOLDER = "management.commands"


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Look up each name that is called among the project's commands."""
    commands = {
        each.name.rpartition(".")[2]: each
        for each in scan.code
        if each.name.rpartition(".")[0].endswith(FOLDER)
    }
    for module, call in scan.calls_named({"call_command"}):
        if not call.args:
            continue
        name = scan.text(module, call.args[0])
        if name is None:
            yield Problem(
                Level.NOTE,
                "the command that call_command() runs is computed at run time",
                module.at(call),
                "read by hand which commands it can be",
            )
        elif name in commands:
            target = scan.end(commands[name])
            detail = f"runs the command {name} of {target.app}"
            yield Found(scan.end(module, call), target, Effect.CALL, module.at(call), detail)


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
