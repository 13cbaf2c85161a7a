"""The virtual environment every script runs in, made with the standard library alone.

A lane is a file of hashed pins in constraints/; its environment lies in .venvs/. What was installed
is recorded by hash after the installation, so an unchanged lane costs nothing and an interrupted
installation is done again.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
LANES = {"py311-django52": (3, 11), "py312-django60": (3, 12)}
DEFAULT_LANE = "py311-django52"
LANE_VARIABLE = "DECOMPOSE_LANE"


def enter() -> Path:
    """Return the Python of the lane's environment, which is complete and current."""
    lane = os.environ.get(LANE_VARIABLE, DEFAULT_LANE)
    _check_python(lane)
    folder = ROOT / ".venvs" / f"{lane}-{sys.version_info[0]}.{sys.version_info[1]}"
    pins = ROOT / "constraints" / f"{lane}.txt"
    with _locked(folder.with_name(f"{folder.name}.lock")):
        _install(folder, pins)
    return folder / "bin" / "python"


def run(*arguments: str) -> NoReturn:
    """Run one command of the environment, say how long it took, and end with its exit code."""
    sys.exit(run_all([("", list(arguments))]))


def run_all(commands: list[tuple[str, list[str]]]) -> int:
    """Run each named command, also after a failure, and return 0 only if all of them did."""
    python = enter()
    failed = []
    for name, command in commands:
        started = time.monotonic()
        if name:
            _say(f"{name}: {' '.join(command)}")
        code = _call(python, command)
        took = f"{time.monotonic() - started:.1f} s"
        if name:
            _say(f"{name}: {'ok' if code == 0 else f'failed with exit code {code}'}, {took}")
        if code:
            failed.append(code)
    return failed[0] if failed else 0


def environment(python: Path) -> dict[str, str]:
    """Return the variables a child process needs to find this environment's commands first."""
    path = os.pathsep.join([str(python.parent), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(python.parent.parent)}


def _call(python: Path, command: list[str]) -> int:
    """Run a command of the environment; Ctrl-C reaches it too, and it decides how to end."""
    child = subprocess.Popen(
        [str(python.parent / command[0]), *command[1:]], cwd=ROOT, env=environment(python)
    )
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


def _check_python(lane: str) -> None:
    if lane not in LANES:
        _stop(f"{LANE_VARIABLE}={lane} is no lane; there are {', '.join(sorted(LANES))}")
    wanted = LANES[lane]
    if sys.version_info[:2] < wanted:
        _stop(
            f"Python 3.{wanted[1]} or later is needed, this is {platform.python_version()};"
            f" run `python3.{wanted[1]} {sys.argv[0]}` once it is installed"
        )
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        _stop(f"Python's venv module is missing; on Debian: apt install {package}")


def _install(folder: Path, pins: Path) -> None:
    """Bring the environment up to date: first the pins, then the project itself."""
    wanted = _digest(pins.read_bytes(), sys.version.encode(), str(folder).encode())
    if _recorded(folder / "pins") != wanted:
        _say(f"installing {pins.relative_to(ROOT)} into {folder.relative_to(ROOT)}")
        shutil.rmtree(folder, ignore_errors=True)
        _must([sys.executable, "-m", "venv", str(folder)])
        _pip(folder, "--require-hashes", "--requirement", str(pins))
        (folder / "pins").write_text(wanted)
    wanted = _digest((ROOT / "pyproject.toml").read_bytes())
    if _recorded(folder / "project") != wanted:
        _pip(folder, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        (folder / "project").write_text(wanted)


def _pip(folder: Path, *arguments: str) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    _must([str(folder / "bin" / "python"), "-m", "pip", "install", *quiet, *arguments])


def _must(command: list[str]) -> None:
    code = subprocess.call(command, cwd=ROOT)
    if code:
        _stop(f"exit code {code} from: {' '.join(command)}")


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one installation at a time work on an environment."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _recorded(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _say(message: str) -> None:
    print(f"{Path(sys.argv[0]).name}: {message}", file=sys.stderr, flush=True)


def _stop(message: str) -> NoReturn:
    _say(message)
    sys.exit(2)
