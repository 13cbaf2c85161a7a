"""Management commands of another app that are called."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

BASE = """
catalog/management/__init__.py
catalog/management/commands/__init__.py
catalog/management/commands/tidy.py
    class Command:
        pass
orders/management/__init__.py
orders/management/commands/__init__.py
orders/management/commands/close.py
    class Command:
        pass
"""

ROWS: dict[str, tuple[str, ...]] = {
    "by name": (
        """
        from django.core.management import call_command
        call_command("tidy")
        """,
        "2 catalog.management.commands.tidy call",
    ),
    "by a constant": (
        """
        from django.core.management import call_command
        NAME = "tidy"
        call_command(NAME, "--all")
        """,
        "3 catalog.management.commands.tidy call",
    ),
    "computed": (
        """
        from django.core.management import call_command
        def f(name):
            call_command(name)
        """,
        "3 note the command that call_command() runs is computed",
    ),
    "an object": (
        """
        from django.core.management import call_command
        from catalog.management.commands.tidy import Command
        from catalog.management.commands import tidy
        call_command(Command(), "--all")
        call_command(tidy.Command())
        """,
        "4 catalog.management.commands.tidy call",
        "5 catalog.management.commands.tidy call",
    ),
    "an object of a package": (
        """
        from django.core.management import call_command
        from django.core.management.commands.migrate import Command
        call_command(Command())
        """,
    ),
    "an object of the own app": (
        """
        from django.core.management import call_command
        from orders.management.commands.close import Command
        call_command(Command())
        call_command(command_name="close")
        """,
    ),
    "own command": (
        """
        from django.core.management import call_command
        call_command("close")
        """,
    ),
    "a command of Django": (
        """
        from django.core.management import call_command
        call_command("migrate")
        """,
    ),
    "a word": (
        """
        NAME = "tidy"
        """,
    ),
    "without arguments": (
        """
        def call_command():
            pass
        call_command()
        """,
    ),
}


@pytest.mark.parametrize("case", cases("command", ROWS, base=BASE))
def test_command(case: Case) -> None:
    case.check()
