"""Where things are in this repository: what the house tests are parametrized over."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = ("core", "source", "analyzer", "extractor", "migrator", "proxy", "cli")
LAWFUL = (*SOURCE_ROOTS, "bench", "scripts", "tests")


def ours(*suffixes: str) -> list[str]:
    """List the files of this repository with these suffixes, new ones too, ignored ones not."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    return sorted(
        name for name in set(listed) if name.endswith(suffixes or "") and (ROOT / name).is_file()
    )


def python_files() -> list[str]:
    """List the Python files that are written by hand and under the house's rules."""
    return [
        name
        for name in ours(".py")
        if name.startswith(tuple(f"{each}/" for each in LAWFUL))
        and not {"golden", "cases", "templates"} & set(Path(name).parts)
    ]
