from __future__ import annotations

import json
from pathlib import Path

import pytest

from decompose_core.exchange import Comparison, Diff, Outcome
from decompose_core.problem import Refused
from decompose_proxy.parity import Endpoint, Figures, document, figures_of, skipped
from decompose_proxy.parity_store import ParityWriter
from tests.cli.comparing import make_project, run

LIST = Endpoint("orders", "api/orders/", "GET")
DETAIL = Endpoint("orders", "api/orders/<int:pk>/", "GET")
MISMATCH = Comparison(
    Outcome.MISMATCHED,
    (
        Diff("body/lines/0/total", "type", "10", '"10.00"'),
        Diff("body/note", "missing", '"' + "x" * 100 + '"', ""),
    ),
)
TEXT = """\
orders
  GET api/orders/                                    99.0 % alike, surely 94.5 %
      matched 99  mismatched 1  ignored 0  raced 0  failed 0
      not compared 2: the client's own copy was still good
      noise: body/now (the monolith differs from itself)
      mismatched /api/orders/?page=2
        body/lines/0/total  type
          control   10
          candidate "10.00"
        body/note  missing
          control   "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = make_project(tmp_path)
    writer = ParityWriter(tmp_path / ".decompose")
    writer.add(LIST, figures_of("1", MISMATCH, target="/api/orders/?page=2", noise=["body/now"]))
    writer.add(LIST, Figures({Outcome.MATCHED: 99}))
    writer.add(LIST, skipped("the client's own copy was still good"))
    writer.add(LIST, skipped("the client's own copy was still good"))
    writer.flush()
    return path


def test_people_read_it_at_eighty_columns(config: Path) -> None:
    result = run(config, "parity", "orders")

    assert (result.exit_code, result.stdout) == (0, TEXT)
    assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_what_was_never_compared_is_named(config: Path) -> None:
    result = run(config, "parity")

    assert result.stderr == "orders: never compared: 1 of 2 read routes\n  api/orders/<int:pk>/\n"


def test_quiet_leaves_examples_and_notes_out(config: Path) -> None:
    result = run(config, "parity", "--quiet")

    assert result.stdout == "".join(TEXT.splitlines(keepends=True)[:5])
    assert result.stderr == ""


def test_json_has_the_agreed_shape(config: Path) -> None:
    (service,) = json.loads(run(config, "parity", "--format", "json").stdout)["services"]
    (route,) = service["routes"]

    assert service["name"] == "orders"
    assert (route["route"], route["matched"], route["score"]) == ("api/orders/", 99, 0.99)
    assert route["examples"][0]["diffs"][0] == {
        "kind": "type",
        "path": "body/lines/0/total",
        "control": "10",
        "candidate": '"10.00"',
    }


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("--min", "0.9"), 0, id="above"),
        pytest.param(("--min", "0.95"), 1, id="below"),
        pytest.param(("--min-samples", "100"), 0, id="often enough"),
        pytest.param(("--min-samples", "101"), 1, id="not often enough"),
        pytest.param(("--min", "0.9", "--format", "json"), 0, id="the format changes nothing"),
        pytest.param(("--min", "0.95", "--format", "json"), 1, id="nor here"),
        pytest.param(("payments",), 0, id="no samples"),
        pytest.param(("payments", "--min", "0"), 1, id="no samples, and some were wanted"),
    ],
)
def test_the_exit_code_is_the_gate(config: Path, arguments: tuple[str, ...], code: int) -> None:
    assert run(config, "parity", *arguments).exit_code == code


def test_without_traffic_it_says_so(tmp_path: Path) -> None:
    result = run(make_project(tmp_path), "parity")

    assert (result.exit_code, result.stdout) == (0, "no samples\n")


def test_figures_can_be_forgotten(config: Path) -> None:
    run(config, "parity", "--reset")

    assert run(config, "parity").stdout == "no samples\n"


def test_the_last_moments_alone_can_be_asked_for(config: Path) -> None:
    assert run(config, "parity", "--since", "1h", "--quiet").stdout.startswith("orders\n")
    with pytest.raises(Refused, match="--since soon: no span of time"):
        run(config, "parity", "--since", "soon")


def test_a_service_that_is_none_is_refused(config: Path) -> None:
    with pytest.raises(Refused, match="no service 'nobody'"):
        run(config, "parity", "nobody")


def test_no_traffic_gives_an_empty_document(tmp_path: Path) -> None:
    result = run(make_project(tmp_path), "parity", "--format", "json")

    assert json.loads(result.stdout) == document({}) == {"services": []}
