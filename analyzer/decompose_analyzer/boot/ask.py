"""Ask Django itself what a project is, in a process of the project's own interpreter."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from decompose_core.problem import outside_failed, refuse
from decompose_source.project import Project

SCRIPT = Path(__file__).with_name("dump.py")
TIMEOUT = 180.0  # seconds; a monolith with a thousand models boots in half a minute
HINT = (
    "name the interpreter that has the project's packages with --python, give the environment "
    "variables that its settings need, or leave out --boot"
)


def default_interpreter(root: Path) -> Path:
    """Return the interpreter of the project's virtual environment, else our own."""
    folders = [root / ".venv", root / "venv"]
    if "VIRTUAL_ENV" in os.environ:
        folders.append(Path(os.environ["VIRTUAL_ENV"]))
    found = [each / "bin" / "python" for each in folders]
    return next((each for each in found if each.is_file()), Path(sys.executable))


def ask_django(
    project: Project, interpreter: Path, *, timeout: float = TIMEOUT
) -> Mapping[str, Any]:
    """Run the project up to `django.setup()` and return what it has, in the shape of analysis.json.

    Raises:
        Refused: there is no such interpreter.
        OutsideFailed: the project doesn't start, or not in time.
    """
    root = project.root.resolve()
    order = {"root": str(root), "path": project.sources.roots, "settings": project.settings_module}
    try:
        done = subprocess.run(
            [_program(interpreter), str(SCRIPT)],
            input=f"{json.dumps(order)}\n",
            capture_output=True,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=timeout,
            check=False,
        )
    except OSError as error:
        raise refuse(f"can't run {interpreter}: {error.strerror}", hint=HINT) from None
    except subprocess.TimeoutExpired:
        raise outside_failed(
            f"the project did not start in {timeout:.0f} seconds", hint=HINT
        ) from None
    return _answer(done)


def _program(interpreter: Path) -> str:
    """Find it on the PATH or from here, links kept: a virtual environment's Python is a link."""
    found = shutil.which(interpreter)
    return str(Path(found).absolute()) if found else str(interpreter)


def _answer(done: subprocess.CompletedProcess[str]) -> Mapping[str, Any]:
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.strip().rpartition("\n")[2] or f"exit code {done.returncode}"
        raise outside_failed(f"the project did not start: {last}", hint=HINT) from None
    if "error" in answer:
        raise outside_failed(f"the project did not start: {answer['cause']}", hint=HINT)
    found: Mapping[str, Any] = answer
    return found
