"""The hook and the action call the command with options that it has."""

from __future__ import annotations

import re

import pytest

from decompose.commands.check import command
from decompose_analyzer.gate_formats import names
from tests.house.places import ROOT

OPTIONS = {option for each in command.params for option in each.opts}


@pytest.mark.parametrize("name", [".pre-commit-hooks.yaml", "action.yml"])
def test_every_option_that_is_passed_exists(name: str) -> None:
    calls = re.findall(r"^\s*(?:entry|run): decompose (.*)$", (ROOT / name).read_text(), re.M)
    assert [call.split()[0] for call in calls] == ["check"]
    assert set(re.findall(r"(?<![\w-])--[a-z-]+", calls[0])) <= OPTIONS


def test_the_format_of_the_action_exists() -> None:
    text = (ROOT / "action.yml").read_text()
    found = re.search(r"^  format:\n.*\n    default: (\w+)$", text, re.M)
    assert found
    assert found[1] in names()
