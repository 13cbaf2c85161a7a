"""The commands of README.md run: each `$ decompose ...` line, in order, in a copy."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.places import ROOT, ours

pytestmark = pytest.mark.end_to_end


def commands() -> list[str]:
    """Find the lines that start with `$ decompose` in the console blocks of the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [
        line[2:]
        for block in blocks
        for line in block.splitlines()
        if line.startswith("$ decompose ")
    ]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the files of the repository, without what git ignores."""
    folder = tmp_path_factory.mktemp("readme")
    for name in ours():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    return folder


def test_the_readme_begins_with_commands() -> None:
    assert commands()


@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_readme_runs(copy: Path, command: str) -> None:
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    ran = subprocess.run(
        command,
        shell=True,
        cwd=copy,
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
