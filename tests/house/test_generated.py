from __future__ import annotations

import pytest
from click.testing import CliRunner

from decompose.main import cli
from scripts.regenerate import generated
from tests.house.places import ROOT

GENERATED = generated()


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_a_generated_file_is_what_would_be_generated_now(name: str) -> None:
    path = ROOT / name
    assert path.is_file(), "run scripts/regen"
    assert path.read_text(encoding="utf-8") == GENERATED[name], "run scripts/regen"


def test_every_command_is_in_the_help_and_in_the_reference() -> None:
    overview = CliRunner().invoke(cli, ["--help"]).output
    for path in (ROOT / "cli" / "decompose" / "commands").glob("[!_]*.py"):
        name = path.stem.replace("_", "-")
        assert f"\n  {name} " in overview
        assert f"\n## decompose {name}\n" in GENERATED["docs/cli.md"]
