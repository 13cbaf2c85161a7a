"""The Python that has the peers to compare with: an environment of its own, made when first asked
for, from the group `bench` in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def peers_python() -> str:
    """Return the interpreter; exit with one line where its packages can't be had."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted: list[str] = document["dependency-groups"]["bench"]
    folder = ROOT / ".venvs" / f"peers-{sys.version_info[0]}.{sys.version_info[1]}"
    python, stamp = folder / "bin" / "python", folder / "installed"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != "\n".join(wanted):
        print(f"installing the peers into {folder.relative_to(ROOT)}", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--no-input", *wanted]
        if subprocess.call(command):
            sys.exit("the peers can't be installed; name an interpreter that has them by --python")
        stamp.write_text("\n".join(wanted), encoding="utf-8")
    return str(python)
