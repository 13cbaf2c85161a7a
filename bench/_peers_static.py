"""The two other static analyzers of Django projects on the package index, timed beside ours.

They are installed into an environment of their own, and run cold as their users run them. Neither
prices a boundary: django-architect draws a graph of references and scores it, django-arch-check
looks for a list of smells. What is compared is the time in which a project is read and judged.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Protocol

OURS = "decompose"
ARCHITECT, ARCH_CHECK = "django-architect", "django-arch-check"
# They exit with 1 where they find something; what they find is not asked here.
FINDS = ["sh", "-c", '"$@" || [ $? = 1 ]', "sh"]


class Run(Protocol):
    """One process that ended: seconds, and its peak in MB."""

    @property
    def wall(self) -> float: ...
    @property
    def cpu(self) -> float: ...
    @property
    def peak(self) -> float: ...


Beside = Mapping[str, Run]


def installed(folder: Path) -> Mapping[str, str]:
    """Install the peers, and give the versions of those that could be installed."""
    environment = folder / "peers"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = str(environment / "bin" / "python")
    versions: dict[str, str] = {}
    for name in (ARCHITECT, ARCH_CHECK):
        pip = [python, "-m", "pip", "install", "--quiet", name]
        if subprocess.run(pip, check=False, stderr=subprocess.DEVNULL).returncode == 0:
            ask = f"import importlib.metadata as m; print(m.version({name!r}))"
            done = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True)
            versions[name] = done.stdout.strip()
    return versions


def run_all(
    run: Callable[[list[str]], Run],
    cold: list[str],
    parse: list[str],
    root: Path,
    names: Sequence[str],
) -> Beside:
    """Run the yardstick, ours and the peers once on one project, one after the other."""
    folder = root.parent / "peers" / "bin"
    commands = {
        ARCHITECT: [str(folder / ARCHITECT), "analyze", str(root), "--no-cache"],
        ARCH_CHECK: [str(folder / ARCH_CHECK), "analyze", str(root)],
    }
    return {
        "": run(parse),
        OURS: run(cold),
        **{name: run([*FINDS, *commands[name]]) for name in names},
    }


def table(measured: Mapping[str, Sequence[Beside]], versions: Mapping[str, str]) -> str:
    """Write the times as multiples of the yardstick's, of processors and on the wall."""
    names = [OURS, *versions]
    missing = [name for name in (ARCHITECT, ARCH_CHECK) if name not in versions]
    titles = " | ".join(f"{name} {versions.get(name, '')}".strip() for name in names)
    rows = [
        f"| {project} | {' | '.join(_cell(found, name) for name in names)} |"
        for project, found in measured.items()
    ]
    rounds = max(map(len, measured.values()))
    return "\n".join(
        [
            "Multiples of `ast.parse`, of processors and (on the wall), and the peak of memory; "
            f"medians of {rounds} interleaved rounds.",
            "",
            f"| project | {titles} |",
            f"| --- |{' ---: |' * len(names)}",
            *rows,
            *(f"\n{name} could not be installed." for name in missing),
        ]
    )


def _cell(found: Sequence[Beside], name: str) -> str:
    cpu = median(each[name].cpu / each[""].cpu for each in found)
    wall = median(each[name].wall / each[""].wall for each in found)
    return f"{cpu:.1f} ({wall:.1f}), {max(each[name].peak for each in found):.0f} MB"
