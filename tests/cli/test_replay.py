"""`decompose record --requests` and `decompose replay`, against servers on loopback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from decompose_core.problem import OutsideFailed, Refused
from decompose_proxy import exchange_file
from tests.cli.comparing import FILE, make_project, run
from tests.proxy.two_sides import Server, json_reply, serving

pytestmark = pytest.mark.socket
MONOLITH = '{"total": "10.00", "name": "Ada Lovelace"}'


def recorded(config: Path, monolith: Server, *lines: str) -> Path:
    config.write_text(FILE.replace("http://127.0.0.1:9", monolith.url, 1))
    wanted = config.parent / "requests.txt"
    wanted.write_text("".join(f"{line}\n" for line in lines))
    output = config.parent / "a.exchanges.jsonl"
    result = run(config, "record", "orders", "--requests", str(wanted), "--output", str(output))
    assert result.exit_code == 0, result.output
    return output


def test_what_is_recorded_is_masked_and_can_be_replayed(tmp_path: Path) -> None:
    config = make_project(tmp_path)
    with serving(json_reply(MONOLITH)) as monolith, serving(json_reply(MONOLITH)) as service:
        file = recorded(config, monolith, "GET /api/orders/", "# a comment", "GET /elsewhere/")
        result = run(config, "replay", str(file), "--candidate", service.url)

    assert [each.route for each in exchange_file.read(file)] == ["orders:0"]
    assert "Lovelace" not in file.read_text()
    assert (result.exit_code, result.stderr) == (0, "1 exchanges: 0 unlike, 0 not run\n")
    assert "100.0 % alike" in result.stdout


def test_a_difference_is_shown_and_is_the_exit_code(tmp_path: Path) -> None:
    config = make_project(tmp_path)
    other = MONOLITH.replace('"10.00"', "10")
    with serving(json_reply(MONOLITH)) as monolith, serving(json_reply(other)) as service:
        file = recorded(config, monolith, "GET /api/orders/5/")
        arguments = ("replay", str(file), "--candidate", service.url)
        text = run(config, *arguments)
        document = run(config, *arguments, "--format", "json")
        lenient = run(config, *arguments, "--min", "0")

    assert (text.exit_code, document.exit_code, lenient.exit_code) == (1, 1, 0)
    assert '        body/total  type\n          control   "10.00"\n' in text.stdout
    (route,) = json.loads(document.stdout)["services"][0]["routes"]
    assert (route["route"], route["mismatched"]) == ("api/orders/<int:pk>/", 1)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("POST /api/orders/", "no request that can be recorded so", id="a write"),
        pytest.param("GET", "no request that can be recorded so", id="no path"),
    ],
)
def test_a_list_of_requests_with_another_line_is_refused(
    tmp_path: Path, line: str, message: str
) -> None:
    wanted = tmp_path / "requests.txt"
    wanted.write_text(f"{line}\n")
    output = str(tmp_path / "out")

    with pytest.raises(Refused, match=message):
        config = make_project(tmp_path)
        run(config, "record", "orders", "--requests", str(wanted), "--output", output)


def test_without_a_proxy_there_is_nothing_to_record(tmp_path: Path) -> None:
    output = tmp_path / "out"

    with pytest.raises(OutsideFailed, match="no proxy runs at 127"):
        run(make_project(tmp_path), "record", "orders", "--output", str(output))

    assert not output.exists()


def test_a_recording_that_is_empty_proves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "empty"
    file.touch()

    with pytest.raises(Refused, match="no exchanges in"):
        run(make_project(tmp_path), "replay", str(file))
