"""Which files changed in one commit, from `git log`.

Merges repeat what their parents did; a first commit, and one that touches very many files (a
formatter, a licence header), says nothing about what belongs together. All three are left out, as
Zimmermann, Weissgerber, Diehl, Zeller, "Mining version histories to guide software changes", IEEE
Transactions on Software Engineering 31(6), 2005, do with large transactions.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from decompose_core.problem import Level, Problem, refuse

SWEEPING = 30  # a commit with more files of the project is a sweep
COMMITS = 20_000  # the newest ones
SECONDS = 120.0
COMMIT = re.compile(r"\x01[0-9a-f]{40,64}\n?")  # no file in Git is called like this
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FOREIGN = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"})  # a hook's own repository
LOG = (
    *("-c", "log.showSignature=false", "-c", "log.showRoot=false"),
    *("log", "-z", "--no-merges", "--no-renames", "--no-ext-diff", "--relative", "--name-only"),
    *("--format=%x01%H", f"--max-count={COMMITS}"),
)


@dataclass(frozen=True, slots=True)
class History:
    """The files of each commit, relative to the project, and what is missing from it."""

    commits: tuple[frozenset[str], ...]
    problems: tuple[Problem, ...] = ()


def read_history(root: Path, since: str = "") -> History:
    """Read the commits of the current branch, all of them or those since a day.

    Raises:
        Refused: there is no Git, no repository, no commit, or no such day.
    """
    if since and not _is_day(since):
        raise refuse(f"{since!r} is no day", hint="write a day as 2024-01-31: --history=2024-01-31")
    shallow = _git(root, "rev-parse", "--is-shallow-repository").strip() == "true"
    days = [f"--since={since}T00:00:00Z"] if since else []
    found = list(parsed(_git(root, *LOG, *days, "--", ".")))
    kept = [each for each in found if 0 < len(each) <= SWEEPING]
    sweeping = sum(len(each) > SWEEPING for each in found)
    return History(tuple(kept), tuple(_problems(len(found), sweeping, shallow=shallow)))


def parsed(text: str) -> Iterator[frozenset[str]]:
    """Yield the files of each commit of the output of `LOG`."""
    files: set[str] | None = None
    for each in text.split("\0"):
        if COMMIT.fullmatch(each):
            if files is not None:
                yield frozenset(files)
            files = set()
        elif files is not None and (name := each.removeprefix("\n")):
            files.add(name)
    if files is not None:
        yield frozenset(files)


def _is_day(text: str) -> bool:
    """Take ISO days only: Git reads anything else as some time near now."""
    try:
        return bool(DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _problems(commits: int, sweeping: int, *, shallow: bool) -> Iterator[Problem]:
    if shallow:
        yield _note(f"the clone is shallow; commits in it: {commits:,}", "git fetch --unshallow")
    if commits == COMMITS:
        yield _note(f"only the newest {COMMITS:,} commits were read", "")
    if sweeping:
        yield _note(f"commits with more than {SWEEPING} files, left out: {sweeping:,}", "")
    if commits == sweeping:
        yield _note("the history has no commit that could be counted", "take an earlier day")


def _note(message: str, hint: str) -> Problem:
    return Problem(Level.NOTE, f"history: {message}", None, hint)


def _git(root: Path, *arguments: str) -> str:
    """Run Git in the project; its output may hold names in any encoding."""
    environment = {key: value for key, value in os.environ.items() if key not in FOREIGN}
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments],
            env={**environment, "LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise refuse("--history needs git, which is not installed") from None
    except subprocess.TimeoutExpired:
        raise refuse(
            f"git took more than {SECONDS:.0f} s", hint="read less: --history=2024-01-31"
        ) from None
    if done.returncode:
        said = (os.fsdecode(done.stderr).strip().splitlines() or ["it says nothing"])[0]
        raise refuse(f"--history can't read the history of {root}: {said}")
    return os.fsdecode(done.stdout)
