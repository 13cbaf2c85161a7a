"""The commits of real, small repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from decompose_analyzer import history
from decompose_analyzer.history import read_history
from decompose_core.problem import Refused

USER = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgSign=false")


def git(folder: Path, *arguments: str, day: str = "2024-05-01") -> None:
    at = f"{day}T12:00:00Z"
    subprocess.run(
        ["git", "-C", str(folder), *USER, *arguments],
        env={"PATH": "/usr/bin:/bin", "GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at},
        check=True,
        capture_output=True,
    )


def commit(folder: Path, *names: str, day: str = "2024-05-01") -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{path.read_text() if path.exists() else ''}{day}\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", f"touch {len(names)}", day=day)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "first/a.py", "first/b.py", day="2024-01-01")
    return folder


def test_each_commit_but_the_first_one_counts(repository: Path) -> None:
    commit(repository, "x/a.py", "y/a b\n\u00e9.py")
    commit(repository, "x/a.py")
    expected = (frozenset({"x/a.py"}), frozenset({"x/a.py", "y/a b\n\u00e9.py"}))
    assert read_history(repository).commits == expected
    assert read_history(repository).problems == ()


def test_a_sweep_is_left_out_and_one_file_less_is_not(repository: Path) -> None:
    commit(repository, *(f"x/{number}.py" for number in range(history.SWEEPING)))
    commit(repository, *(f"x/{number}.py" for number in range(history.SWEEPING + 1)))
    read = read_history(repository)
    assert [len(each) for each in read.commits] == [history.SWEEPING]
    assert [each.message for each in read.problems] == [
        "history: commits with more than 30 files, left out: 1"
    ]


def test_a_merge_is_left_out(repository: Path) -> None:
    git(repository, "switch", "-qc", "side")
    commit(repository, "x/a.py")
    git(repository, "switch", "-q", "main")
    commit(repository, "y/a.py")
    git(repository, "merge", "-q", "--no-ff", "--no-edit", "side")
    assert sorted(map(sorted, read_history(repository).commits)) == [["x/a.py"], ["y/a.py"]]


def test_a_day_leaves_out_what_was_before(repository: Path) -> None:
    commit(repository, "x/a.py", day="2024-02-01")
    commit(repository, "y/a.py", day="2024-03-01")
    assert read_history(repository, "2024-02-15").commits == (frozenset({"y/a.py"}),)
    assert read_history(repository, "2024-02-01").commits[1:] == (frozenset({"x/a.py"}),)


def test_files_outside_of_the_project_are_not_its_own(repository: Path) -> None:
    commit(repository, "backend/x/a.py", "frontend/a.js")
    commit(repository, "frontend/a.js")
    assert read_history(repository / "backend").commits == (frozenset({"x/a.py"}),)


def test_a_shallow_clone_says_so(repository: Path, tmp_path: Path) -> None:
    commit(repository, "x/a.py")
    commit(repository, "y/a.py")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=2", repository.as_uri(), str(clone))
    read = read_history(clone)
    assert read.commits == (frozenset({"y/a.py"}),)
    assert "the clone is shallow" in read.problems[0].message


def test_a_history_without_commits_of_that_time_says_so(repository: Path) -> None:
    assert "no commit" in read_history(repository, "2030-01-01").problems[0].message


def test_no_repository_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(Refused, match="not a git repository"):
        read_history(tmp_path)


def test_no_git_is_refused(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(Refused, match="needs git"):
        read_history(repository)


@pytest.mark.parametrize("day", ["shop_project", "2024", "yesterday", "--all", "2024-02-31"])
def test_what_is_no_day_is_refused(repository: Path, day: str) -> None:
    with pytest.raises(Refused, match="is no day"):
        read_history(repository, day)
