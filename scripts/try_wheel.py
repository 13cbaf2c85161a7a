"""Try the built wheel as a user gets it: alone in a clean environment, on a copy of the sample."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "constraints" / "py311-django52.txt"
SERVICE = "orders"


def main() -> None:
    """Build, install, analyze, extract; the first command that fails ends it."""
    with tempfile.TemporaryDirectory(prefix="decompose-wheel-") as name:
        folder = Path(name)
        wheel = _build(folder)
        commands = _install(wheel, folder)
        project = _copy_project(folder / "project")
        decompose = str(commands / "decompose")
        _run([decompose, "--version"], project)
        report = str(folder / "analysis.json")
        _run([decompose, "analyze", "sample_monolith", "--output-file", report], project)
        page = str(folder / "report.html")
        _run([decompose, "analyze", "sample_monolith", "--format", "html", "-o", page], project)
        _run([decompose, "extract", SERVICE], project)
        if not (project / "extracted" / SERVICE / "manage.py").is_file():
            sys.exit(f"the extraction of {SERVICE} wrote no manage.py")


def _build(folder: Path) -> Path:
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    _run([*pip, "--wheel-dir", str(folder), str(ROOT)], folder)
    return next(folder.glob("*.whl"))


def _install(wheel: Path, folder: Path) -> Path:
    """Install the wheel with what it declares, at the pinned versions.

    The extra brings the sample's own packages: an extraction makes the service's migrations with
    the monolith's Django.
    """
    versions = folder / "versions.txt"
    versions.write_text(without_hashes(PINS.read_text()))
    venv.create(folder / "venv", with_pip=True)
    commands = folder / "venv" / "bin"
    pip = [str(commands / "python"), "-m", "pip", "install", "--quiet", "--no-input"]
    _run([*pip, "--constraint", str(versions), f"{wheel}[django]"], folder)
    return commands


def without_hashes(pins: str) -> str:
    """Keep the versions only: pip can't check the hash of a wheel that was built just now."""
    return re.sub(r"\s*\\\n\s+--hash=\S+", "", pins)


def _copy_project(target: Path) -> Path:
    target.mkdir()
    shutil.copy(ROOT / "decompose.toml", target)
    shutil.copytree(ROOT / "sample_monolith", target / "sample_monolith")
    return target


def _run(command: list[str], folder: Path) -> None:
    print("wheel:", " ".join(command), file=sys.stderr, flush=True)
    code = subprocess.call(command, cwd=folder, stdout=subprocess.DEVNULL)
    if code:
        sys.exit(f"exit code {code} from: {' '.join(command)}")


if __name__ == "__main__":
    main()
