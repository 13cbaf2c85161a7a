"""The hook and the action, carried out: by Git, by bash, and by pre-commit where it is there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from decompose.commands.check import command
from decompose_analyzer.gate_formats import names
from tests.cli.test_check import FILES, PLANTED, WHY
from tests.house.places import ROOT

OPTIONS = {option for each in command.params for option in each.opts}


@pytest.mark.parametrize("name", [".pre-commit-hooks.yaml", "action.yml"])
def test_every_option_that_is_passed_exists(name: str) -> None:
    calls = re.findall(r"^\s*(?:entry|run): decompose (.*)$", (ROOT / name).read_text(), re.M)
    assert [call.split()[0] for call in calls] == ["check"]
    assert set(re.findall(r"(?<![\w-])--[a-z-]+", calls[0])) <= OPTIONS


def test_the_format_of_the_action_exists() -> None:
    text = (ROOT / "action.yml").read_text()
    found = re.search(r"^  format:\n.*\n    default: (\w+)$", text, re.M)
    assert found
    assert found[1] in names()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Make a repository with a small project whose crossings are accepted, all committed."""
    folder = tmp_path / "a shop"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    run(["decompose", "baseline", *WHY], folder)
    run(["git", "init", "--quiet"], folder)
    commit(folder)
    return folder


def run(
    command: list[str], folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command as a developer would; `decompose` is the one beside this interpreter."""
    here = Path(sys.executable).parent
    return subprocess.run(
        command,
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{here}{os.pathsep}{os.environ['PATH']}",
            "GIT_CONFIG_GLOBAL": os.devnull,
            **(environment or {}),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def commit(folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """Commit everything, and return what was said where that failed."""
    run(["git", "add", "--all"], folder)
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    done = run(["git", *who, "commit", "--quiet", "-m", "x"], folder, environment)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def hook() -> Mapping[str, Any]:
    (found,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert isinstance(found, dict)
    return found


def test_the_hook_stops_a_commit_that_crosses(repository: Path) -> None:
    script = repository / ".git/hooks/pre-commit"
    script.write_text(f"#!/bin/sh\nexec {shlex.join(shlex.split(hook()['entry']))}\n")
    script.chmod(0o755)
    (repository / "shop/catalog/views.py").write_text("")
    assert commit(repository) == ""
    (repository / "shop/orders/views.py").write_text(PLANTED)
    assert "shop/orders/views.py:5:12: crossing/model_query" in commit(repository)
    # One run over the whole: an entry that is gone must be seen, and no file name be passed.
    assert (hook()["pass_filenames"], hook()["always_run"]) == (False, True)


@pytest.mark.end_to_end
@pytest.mark.skipif(shutil.which("pre-commit") is None, reason="pre-commit is not there")
def test_pre_commit_runs_the_hook(repository: Path, tmp_path: Path) -> None:
    """pre-commit clones a repository, and installs it into an environment of its own."""
    tool = tmp_path / "tool"
    run(["git", "clone", "--quiet", str(ROOT), str(tool)], tmp_path)
    at = run(["git", "rev-parse", "HEAD"], tool).stdout.strip()
    repos = [{"repo": str(tool), "rev": at, "hooks": [{"id": hook()["id"]}]}]
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": repos}))
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    assert run(["pre-commit", "install"], repository, home).returncode == 0
    assert commit(repository, home) == ""
    (repository / "shop/orders/views.py").write_text(PLANTED)
    assert "shop/orders/views.py:5:12: crossing/model_query" in commit(repository, home)


def step(number: int, inputs: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Take a step's command and its environment, with the inputs put in as GitHub does."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    given = {name: each["default"] for name, each in action["inputs"].items()} | {**inputs}
    found = action["runs"]["steps"][number]
    version = given["version"]
    source = f"django-decompose=={version}" if version else str(ROOT)
    known = {
        "inputs.version && format('django-decompose=={0}', inputs.version) || github.action_path": (
            source
        ),
        **{f"inputs.{name}": value for name, value in given.items()},
    }
    values = {
        name: known[re.sub(r"^\$\{\{ (.*) \}\}$", r"\1", text)]
        for name, text in found["env"].items()
    }
    return found["run"], values


def bash(
    folder: Path, number: int, inputs: Mapping[str, str], path: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Carry out a step of the action as GitHub does."""
    command, values = step(number, inputs)
    if path:
        values["PATH"] = f"{path}{os.pathsep}{os.environ['PATH']}"
    shell = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", command]
    return run(shell, folder, values)


@pytest.mark.parametrize(
    ("version", "installed"),
    [
        pytest.param("", str(ROOT), id="the action's own"),
        pytest.param("1.2.3", "django-decompose==1.2.3", id="a version"),
        pytest.param("1; touch x", "django-decompose==1; touch x", id="no command"),
    ],
)
def test_the_action_installs_one_thing(tmp_path: Path, version: str, installed: str) -> None:
    python = tmp_path / "bin/python"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\nfor each; do echo "$each"; done\n')
    python.chmod(0o755)
    done = bash(tmp_path, -2, {"version": version}, python.parent)
    assert done.stdout.splitlines() == ["-m", "pip", "install", "--quiet", installed]
    assert not (tmp_path / "x").exists()


def test_the_action_annotates_what_crosses_and_fails(repository: Path) -> None:
    assert bash(repository, -1, {}).returncode == 0
    (repository / "shop/orders/views.py").write_text(PLANTED)
    done = bash(repository, -1, {})
    assert done.returncode == 1
    assert "::error file=shop/orders/views.py,line=5,col=12,title=crossing/model_query" in (
        done.stdout
    )


def test_the_action_writes_a_file_for_code_scanning(repository: Path) -> None:
    (repository / "shop/orders/views.py").write_text(PLANTED)
    (repository / "decompose.toml").rename(repository / "its own.toml")
    inputs = {"config": "its own.toml", "format": "sarif", "output-file": "out dir/a $(b).sarif"}
    done = bash(repository, -1, inputs)
    assert (done.returncode, done.stdout) == (1, "")
    document = json.loads((repository / inputs["output-file"]).read_text())
    places = [each["locations"][0]["physicalLocation"] for each in document["runs"][0]["results"]]
    assert "shop/orders/views.py" in {each["artifactLocation"]["uri"] for each in places}


def test_an_input_of_the_action_is_never_a_command(repository: Path) -> None:
    for name in ("config", "format", "output-file"):
        bash(repository, -1, {name: '"; touch broken; echo $(touch broken) `touch broken`'})
    assert not (repository / "broken").exists()
