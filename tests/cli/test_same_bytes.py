"""Two runs give the same bytes in every format, whatever the hash seed and wherever it lies."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from decompose_analyzer import formats, gate_formats

ROOT = Path(__file__).parents[2]
RUN = """
import hashlib, json, sys
from pathlib import Path
from click.testing import CliRunner
from decompose.main import cli
from tests.analyzer import small

root, said = small.write(Path(sys.argv[1])), {}
(root / "decompose.toml").write_text(
    '[monolith]\\npath = "."\\n[boundaries.orders]\\napps = ["orders"]\\n'
)
for name in sys.argv[2:]:
    command, _, output_format = name.partition(" ")
    options = [str(root)] if command != "check" else ["--config", str(root / "decompose.toml")]
    options += ["--seed", "orders.Order"] if command == "seeded" else []
    called = "check" if command == "check" else "analyze"
    result = CliRunner().invoke(cli, [called, *options, "--format", output_format])
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    said[name] = hashlib.sha256(result.stdout.encode()).hexdigest(), len(result.stdout)
print(json.dumps(said))
"""
NAMES = [
    *(f"analyze {name}" for name in formats.names()),
    *(f"seeded {name}" for name in formats.names()),
    *(f"check {name}" for name in gate_formats.names()),
]
DRAWN = [each for each in NAMES if not each.endswith(" svg") or shutil.which("dot")]


def run(folder: Path, hash_seed: int) -> dict[str, tuple[str, int]]:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(folder), *DRAWN],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed), "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name: (digest, size) for name, (digest, size) in json.loads(done.stdout).items()}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, tuple[str, int]]]:
    """Run everything twice, under other parents; a page has the name of the folder itself."""
    folder = tmp_path_factory.mktemp("runs")
    return [run(folder / "shop", 1), run(folder / "another" / "checkout" / "shop", 4242)]


@pytest.mark.parametrize("name", DRAWN)
def test_two_runs_give_the_same_bytes(runs: list[dict[str, tuple[str, int]]], name: str) -> None:
    one, other = (each[name] for each in runs)
    assert one == other
    assert one[1] > 0
