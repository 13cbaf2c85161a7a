from __future__ import annotations

import sys

import click
import pytest

from decompose import main as entry
from decompose_core.problem import outside_failed, refuse


def fail_with(error: BaseException) -> click.Command:
    @click.command()
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        pytest.param(
            refuse("no such app", hint="look at `decompose analyze`"),
            2,
            "decompose: no such app\n  look at `decompose analyze`\n",
            id="unusable input",
        ),
        pytest.param(
            outside_failed("the database is away"),
            3,
            "decompose: the database is away\n",
            id="outside",
        ),
        pytest.param(
            KeyboardInterrupt(),
            130,
            "decompose: interrupted; the same command goes on from here\n",
            id="Ctrl-C",
        ),
    ],
)
def test_a_failure_is_one_message_and_an_exit_code(
    error: BaseException,
    code: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing a user can mend ends in a traceback."""
    monkeypatch.setattr(entry, "cli", fail_with(error))
    monkeypatch.setattr(sys, "argv", ["decompose"])
    with pytest.raises(SystemExit) as caught:
        entry.main()
    assert caught.value.code == code
    assert capsys.readouterr().err.lstrip("\n") == message


def test_a_bug_of_ours_keeps_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever reports it needs the lines."""
    monkeypatch.setattr(entry, "cli", fail_with(ZeroDivisionError("a bug")))
    monkeypatch.setattr(sys, "argv", ["decompose"])
    with pytest.raises(SystemExit) as caught:
        entry.main()
    assert caught.value.code == 70
    assert "ZeroDivisionError: a bug" in capsys.readouterr().err


def test_an_unknown_command_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelt command exits with 2 and names itself."""
    monkeypatch.setattr(sys, "argv", ["decompose", "exract"])
    with pytest.raises(SystemExit) as caught:
        entry.main()
    assert caught.value.code == 2
    assert "No such command 'exract'" in capsys.readouterr().err
