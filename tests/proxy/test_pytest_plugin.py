from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from decompose_core.exchange import Exchange, Observation, Request
from decompose_proxy import exchange_file
from tests.proxy.two_sides import json_reply, serving

pytestmark = pytest.mark.socket
PYTEST = (sys.executable, "-m", "pytest", "-p", "no:django", "-p", "no:cacheprovider", "-rs", "-q")


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    found = subprocess.run(
        [*PYTEST, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return found.returncode, found.stdout + found.stderr


def recording(folder: Path, *requests: Request) -> str:
    exchanges = [Exchange(str(n), "", each, Observation(200)) for n, each in enumerate(requests)]
    path = folder / "a.exchanges.jsonl"
    path.write_text("".join(map(exchange_file.line, exchanges)))
    return path.name


def sides(control: str, candidate: str) -> tuple[str, ...]:
    return ("--decompose-control", control, "--decompose-candidate", candidate)


def test_each_exchange_is_a_test_and_a_failure_shows_the_paths(tmp_path: Path) -> None:
    name = recording(tmp_path, Request("GET", "/a/"), Request("GET", "/b/"), Request("POST", "/c/"))

    (tmp_path / "test_other.py").write_text("raise AssertionError('not asked for')")

    def candidate(heard: object) -> tuple[int, dict[str, str], str]:
        total = "10" if "/b/" in str(heard) else '"10.00"'
        return 200, {"Content-Type": "application/json"}, f'{{"total": {total}}}'

    with serving(json_reply('{"total": "10.00"}')) as one, serving(candidate) as other:
        code, output = run(tmp_path, *sides(one.url, other.url), "--decompose-exchanges", name)

    assert code == 1, output
    assert "1 failed, 1 passed, 1 skipped" in output
    assert "GET /b/: mismatched" in output
    assert '  body/total: type\n    control    "10.00"\n    candidate  10\n' in output
    assert "it writes; --writes sends it to both sides" in output
    assert "Traceback" not in output


def test_without_the_option_a_recording_is_no_test(tmp_path: Path) -> None:
    recording(tmp_path, Request("GET", "/a/"))

    code, output = run(tmp_path)

    assert (code, "no tests ran" in output) == (5, True), output


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    name = recording(tmp_path, Request("GET", "/a/"))

    code, output = run(tmp_path, "--decompose-exchanges", name)

    assert code == 4
    assert "needs --decompose-control URL and --decompose-candidate URL" in output


def test_a_file_that_is_no_recording_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "b.exchanges.jsonl").write_text("{}\n")

    code, output = run(
        tmp_path,
        *sides("http://127.0.0.1:1", "http://127.0.0.1:1"),
        "--decompose-exchanges",
        "b.exchanges.jsonl",
    )

    assert code == 2
    assert "b.exchanges.jsonl:1:1: no recorded exchange" in output


def test_unused_the_plugin_imports_nothing_of_ours() -> None:
    code = (
        "import sys, pytest, decompose_proxy.pytest_plugin;"
        "print(sorted(each for each in sys.modules if each.startswith('decompose_')))"
    )

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout == "['decompose_proxy', 'decompose_proxy.pytest_plugin']\n"
