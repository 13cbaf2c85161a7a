from __future__ import annotations

from decompose_core import codec
from decompose_proxy.metrics import Metrics, prometheus


def some() -> Metrics:
    metrics = Metrics()
    metrics.observe("orders:0", "orders", 200, 0.004)
    metrics.observe("orders:0", "orders", 200, 20.0)
    metrics.observe("", "monolith", 404, 0.5)
    metrics.faults["connect_refused"] += 1
    metrics.fallbacks[("orders:0", "connect_refused")] += 1
    metrics.retries = 3
    return metrics


def test_prometheus_reads_what_was_counted() -> None:
    text = prometheus(some())
    for line in (
        'decompose_requests_total{route="orders:0",target="orders",status="200"} 2',
        'decompose_request_seconds_bucket{target="orders",le="0.005"} 1',
        'decompose_request_seconds_bucket{target="orders",le="10.0"} 1',
        'decompose_request_seconds_bucket{target="orders",le="+Inf"} 2',
        'decompose_request_seconds_sum{target="orders"} 20.004',
        'decompose_request_seconds_count{target="monolith"} 1',
        'decompose_faults_total{fault="connect_refused"} 1',
        'decompose_fallbacks_total{route="orders:0",fault="connect_refused"} 1',
        "decompose_retries_total 3",
    ):
        assert line in text.splitlines()


def test_a_label_is_escaped() -> None:
    metrics = Metrics()
    metrics.faults['a"b\\c\n'] += 1
    assert 'fault="a\\"b\\\\c\\n"' in prometheus(metrics)


def test_workers_are_added_up_through_json() -> None:
    total = Metrics()
    for _ in range(2):
        written = codec.loads_document(codec.dumps(some().document()))
        total.add(codec.decode(dict[str, object], written))
    assert 'status="200"} 4' in prometheus(total)
    assert total.fallbacks == {("orders:0", "connect_refused"): 2}
    assert total.retries == 6
