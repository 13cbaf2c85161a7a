from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decompose_core.exchange import Comparison, Diff, Outcome
from decompose_proxy import parity_store
from decompose_proxy.parity import (
    MAX_EXAMPLES,
    Endpoint,
    Figures,
    document,
    figures_of,
    merged,
    skipped,
    wilson_lower_bound,
)
from decompose_proxy.parity_store import ParityWriter

ORDERS = Endpoint("orders", "api/orders/", "GET")
ORDER = Endpoint("orders", "api/orders/<int:pk>/", "GET")
MISMATCH = Comparison(Outcome.MISMATCHED, (Diff("body/total", "type", "10", '"10.00"'),))


@pytest.mark.parametrize(
    ("successes", "trials", "bound"),
    [
        pytest.param(0, 0, 0.0, id="nothing known"),
        pytest.param(1, 1, 0.206543, id="one sample says little"),
        pytest.param(10, 10, 0.722460, id="ten"),
        pytest.param(1000, 1000, 0.996173, id="a thousand"),
        pytest.param(50, 100, 0.403830, id="half"),
        pytest.param(0, 100, 0.0, id="never alike"),
    ],
)
def test_few_samples_give_a_low_bound(successes: int, trials: int, bound: float) -> None:
    assert wilson_lower_bound(successes, trials) == pytest.approx(bound, abs=1e-6)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_bound_lies_below_the_share(successes: int, others: int) -> None:
    trials = successes + others

    assert 0 <= wilson_lower_bound(successes, trials) <= successes / trials


def test_raced_exchanges_say_neither_yes_nor_no() -> None:
    figures = Figures({Outcome.MATCHED: 2, Outcome.IGNORED: 1, Outcome.FAILED: 1, Outcome.RACED: 9})

    assert (figures.decided, figures.score) == (4, 0.75)
    assert Figures({Outcome.RACED: 3}).score is None


def mismatch(path: str) -> Comparison:
    return Comparison(Outcome.MISMATCHED, (Diff(path, "value", "1", "2"),))


def test_figures_add_up_and_keep_the_last_examples() -> None:
    different = [figures_of(str(n), mismatch(f"body/key{n}x")) for n in range(MAX_EXAMPLES + 3)]

    (total,) = merged((ORDERS, each) for each in different).values()

    assert total.counts == {Outcome.MISMATCHED: MAX_EXAMPLES + 3}
    assert [each.id for each in total.examples] == ["3", "4", "5", "6", "7"]


def test_of_examples_that_show_the_same_the_latest_is_kept() -> None:
    figures = [figures_of(str(n), mismatch(f"body/items/{n}/total")) for n in range(3)]

    (total,) = merged((ORDERS, each) for each in figures).values()

    assert [each.id for each in total.examples] == ["2"]


def test_the_document_has_the_agreed_shape() -> None:
    figures = figures_of("a-1", MISMATCH, target="/api/orders/?page=2")
    figures += Figures({Outcome.MATCHED: 3}) + skipped("304")

    assert document({ORDERS: figures}) == {
        "services": [
            {
                "name": "orders",
                "routes": [
                    {
                        "route": "api/orders/",
                        "method": "GET",
                        "matched": 3,
                        "mismatched": 1,
                        "ignored": 0,
                        "raced": 0,
                        "failed": 0,
                        "score": 0.75,
                        "lower_bound": 0.300636,
                        "examples": [
                            {
                                "id": "a-1",
                                "outcome": "mismatched",
                                "reason": "",
                                "diffs": [
                                    {
                                        "kind": "type",
                                        "path": "body/total",
                                        "control": "10",
                                        "candidate": '"10.00"',
                                    }
                                ],
                                "target": "/api/orders/?page=2",
                            }
                        ],
                        "skipped": {"304": 1},
                        "noise": [],
                    }
                ],
            }
        ]
    }


def test_what_a_worker_writes_another_process_reads(tmp_path: Path) -> None:
    writer = ParityWriter(tmp_path)
    writer.add(ORDERS, figures_of("1", MISMATCH))
    writer.add(ORDERS, Figures({Outcome.MATCHED: 2}))
    writer.flush()
    writer.add(ORDER, Figures({Outcome.MATCHED: 1}))
    writer.flush()

    found = parity_store.read(tmp_path)

    assert document(found) == document(
        {
            ORDERS: figures_of("1", MISMATCH) + Figures({Outcome.MATCHED: 2}),
            ORDER: Figures({Outcome.MATCHED: 1}),
        }
    )


def test_a_line_that_is_not_whole_yet_is_left_out(tmp_path: Path) -> None:
    writer = ParityWriter(tmp_path)
    writer.add(ORDERS, Figures({Outcome.MATCHED: 2}))
    writer.flush()
    (file,) = tmp_path.rglob("*.jsonl")
    line = file.read_text()

    file.write_text(line + line[: len(line) // 2])

    assert parity_store.read(tmp_path)[ORDERS].counts == {Outcome.MATCHED: 2}


def test_a_file_that_has_grown_is_summed_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parity_store, "LARGEST", 2000)
    now = [1_000_000.0]
    writer = ParityWriter(tmp_path, clock=lambda: now[0])
    for _ in range(50):
        now[0] += 600
        writer.add(ORDERS, Figures({Outcome.MATCHED: 1}))
        writer.flush()
    (file,) = tmp_path.rglob("*.jsonl")

    assert len(file.read_text().splitlines()) < 20
    assert parity_store.read(tmp_path)[ORDERS].counts == {Outcome.MATCHED: 50}
    assert json.loads(file.read_text().splitlines()[0])["at"] % 3600 == 0


def test_figures_of_before_can_be_left_out_or_forgotten(tmp_path: Path) -> None:
    writer = ParityWriter(tmp_path, clock=iter([100.0, 200.0]).__next__)
    for _ in range(2):
        writer.add(ORDERS, Figures({Outcome.MATCHED: 1}))
        writer.flush()

    assert parity_store.read(tmp_path, since=150.0)[ORDERS].counts == {Outcome.MATCHED: 1}
    assert parity_store.forget(tmp_path) == 1
    assert parity_store.read(tmp_path) == {}
