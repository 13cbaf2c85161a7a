"""Whether analysis.json is the same, byte by byte, as that of another commit: for changes of speed.

Both are run on the sample and on each project of the corpus, each commit from its own checkout.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from _ours import DECOMPOSE

from decompose_analyzer.workers import processors

ROOT = Path(__file__).parents[1]
UNITS = ("core", "source", "analyzer", "extractor", "migrator", "proxy", "cli")


def main() -> int:
    """Compare, print a line a project; 1 where a byte differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", nargs="?", default="main", help="what to compare with")
    parser.add_argument("--corpus", type=Path, default=ROOT / ".corpus")
    parser.add_argument("--project", action="append", help="only these")
    arguments = parser.parse_args()
    roots = [ROOT / "sample_monolith", *sorted(arguments.corpus.glob("*/"))]
    chosen = [each for each in roots if not arguments.project or each.name in arguments.project]
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder) / "other"
        checkout = ["git", "worktree", "add", "--detach", "--quiet", str(other), arguments.commit]
        subprocess.run(checkout, cwd=ROOT, check=True)
        try:
            with ThreadPoolExecutor(processors()) as pool:
                same = list(pool.map(lambda each: is_same(each, other, Path(folder)), chosen))
        finally:
            remove = ["git", "worktree", "remove", "--force", str(other)]
            subprocess.run(remove, cwd=ROOT, check=True)
    return 0 if all(same) else 1


def is_same(root: Path, other: Path, folder: Path) -> bool:
    """Run both on one project and say whether they agree."""
    here, there = (folder / f"{root.name}.{side}.json" for side in ("here", "there"))
    run(ROOT, root, here)
    run(other, root, there)
    same = here.read_bytes() == there.read_bytes()
    print(f"{root.name:<16} {'the same' if same else 'DIFFERS'}", flush=True)
    return same


def run(code: Path, root: Path, output: Path) -> None:
    """Analyze a project with the code of one checkout.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    command = [*DECOMPOSE, "analyze", str(root), "--no-cache", "--quiet"]
    command += ["--jobs", "1", "--format", "json", "--output-file", str(output)]
    paths = os.pathsep.join(str(code / each) for each in UNITS)
    subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, cwd=output.parent, check=True)


if __name__ == "__main__":
    sys.exit(main())
