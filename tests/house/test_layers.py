"""Each contract of import-linter holds, and each was shown to fail when it is broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.house.places import ROOT, SOURCE_ROOTS

# For each contract a module and the import that must not be there.
BREAKS = {
    "The stages stand side by side on the core and only the CLI knows them all": (
        "decompose_analyzer/planted.py",
        "import decompose_proxy",
    ),
    "The core knows nothing but the standard library": (
        "decompose_core/planted.py",
        "import httpx",
    ),
    "The proxy and the migrator run in production without the code tools": (
        "decompose_proxy/planted.py",
        "import libcst",
    ),
    "Coupling detectors do not know each other": (
        "decompose_analyzer/couplings/planted.py",
        "import decompose_analyzer.couplings.foreign_key",
    ),
    "Transforms do not know each other": (
        "decompose_extractor/transforms/planted.py",
        "import decompose_extractor.transforms.loose_keys",
    ),
    "Comparison rules do not know each other": (
        "decompose_proxy/compare/planted.py",
        "import decompose_proxy.compare.status",
    ),
    "The words of a route's rules do not know each other": (
        "decompose_proxy/allow/planted.py",
        "import decompose_proxy.allow.bind",
    ),
    "No package has a cycle": (
        "decompose_core/location.py",
        "import decompose_core.problem",
    ),
}


def contracts() -> list[str]:
    document: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [each["name"] for each in document["tool"]["importlinter"]["contracts"]]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the packages side by side into a folder, from where they are imported first."""
    folder = tmp_path_factory.mktemp("layers")
    shutil.copy(ROOT / "pyproject.toml", folder)
    left_out = shutil.ignore_patterns("*.md", "__pycache__")
    for root in SOURCE_ROOTS:
        shutil.copytree(ROOT / root, folder, dirs_exist_ok=True, ignore=left_out)
    return folder


def test_every_contract_has_its_break() -> None:
    assert sorted(BREAKS) == sorted(contracts())


def test_all_contracts_hold(copy: Path) -> None:
    assert lint(copy).returncode == 0, lint(copy).stdout


@pytest.mark.parametrize("contract", contracts())
def test_a_broken_contract_is_seen(copy: Path, contract: str) -> None:
    name, line = BREAKS[contract]
    path = copy / name
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or 'from __future__ import annotations'}\n{line}\n")
    try:
        result = lint(copy)
    finally:
        path.unlink() if before is None else path.write_text(before)
    assert result.returncode == 1
    assert f"{contract} BROKEN" in " ".join(result.stdout.split())


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter over a copy."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
