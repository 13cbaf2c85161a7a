"""Interpreters and their packages: what one has installed, and a clean one for a service.

A clean environment has what the service's requirements ask for and nothing else. It is kept in the
user's cache folder by the digest of the requirements, so that the second run starts at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import cast

from decompose_core.problem import outside_failed

_SECONDS = 900
_DONE = ".complete"
_ASK = """
import json, sys
from importlib import metadata
found = list(metadata.distributions())
print(json.dumps({
    "tops": metadata.packages_distributions(),
    "versions": {each.metadata["Name"]: each.version for each in found if each.metadata["Name"]},
    "requires": {
        each.metadata["Name"]: each.requires or [] for each in found if each.metadata["Name"]
    },
    "plugins": sorted({
        each.metadata["Name"]
        for each in found
        if any(point.group == "pytest11" for point in each.entry_points)
    }),
    "python": sys.version,
}))
"""


@dataclass(frozen=True, slots=True)
class Installed:
    """The packages of one interpreter."""

    # Top-level modules, with the distributions that hold them.
    tops: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    # By the distribution's name: its version, and its requirement lines.
    versions: Mapping[str, str] = field(default_factory=dict[str, str])
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    python: str = ""
    plugins: tuple[str, ...] = ()  # distributions that pytest takes for its plugins

    def version(self, name: str) -> str | None:
        """The installed version of a distribution, however its name is written."""
        plain = name.lower().replace("_", "-").replace(".", "-")
        for each, version in self.versions.items():
            if each.lower().replace("_", "-").replace(".", "-") == plain:
                return version
        return None


@cache
def installed(python: str) -> Installed:
    """Ask an interpreter for its packages.

    Raises:
        OutsideFailed: it can't be run.
    """
    done = _run([python, "-c", _ASK], Path.cwd())
    if done.returncode:
        raise outside_failed(f"{python} can't be run:\n{_tail(done)}", hint="is it Python 3.11?")
    found = cast("dict[str, dict[str, object]]", json.loads(done.stdout))
    return Installed(
        {top: tuple(cast("list[str]", names)) for top, names in found["tops"].items()},
        {name: str(version) for name, version in found["versions"].items()},
        {name: tuple(cast("list[str]", lines)) for name, lines in found["requires"].items()},
        str(found["python"]),
        tuple(cast("list[str]", found["plugins"])),
    )


def clean_environment(requirements: str, python: str) -> str:
    """Make an environment of these requirements, or take the one made before; return its
    interpreter.

    Raises:
        OutsideFailed: the packages can't be installed; pip's own words say why.
    """
    lines = sorted(line.strip() for line in requirements.splitlines() if line.strip())
    key = "\n".join([*lines, installed(python).python])
    folder = cache_folder() / "environments" / hashlib.sha256(key.encode()).hexdigest()[:20]
    made = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if (folder / _DONE).is_file() and made.exists():
        return str(made)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    wanted = folder.parent / f"{folder.name}.txt"
    wanted.write_text("\n".join(lines) + "\n", encoding="utf-8")
    install = [str(made), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for command in ([python, "-m", "venv", str(folder)], [*install, "-r", str(wanted)]):
        done = _run(command, folder.parent)
        if done.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            raise outside_failed(
                f"a clean environment could not be made:\n{_tail(done)}",
                hint="where no package index is reached, --shared runs the service with --python",
            )
    (folder / _DONE).touch()
    return str(made)


def cache_folder() -> Path:
    """The user's cache folder of this tool."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "decompose"


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env=kept,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise outside_failed(f"can't run {' '.join(command[:4])}: {error}") from None


def _tail(done: subprocess.CompletedProcess[str]) -> str:
    return "\n".join((done.stderr or done.stdout).strip().splitlines()[-5:])
