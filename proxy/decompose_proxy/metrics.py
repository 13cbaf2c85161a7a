"""Counters of one worker, and how they read for Prometheus."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from decompose_core import codec

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
Key = tuple[str, str, int]  # route id, target, status


@dataclass(slots=True)
class Series:
    """The requests of one key."""

    count: int = 0
    seconds: float = 0.0
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))


@dataclass(frozen=True, slots=True)
class _Written:
    """A worker's counters as JSON holds them."""

    requests: tuple[tuple[str, str, int, int, float, tuple[int, ...]], ...]
    faults: Mapping[str, int]
    fallbacks: tuple[tuple[str, str, int], ...]
    retries: int
    connections: int
    reloads: int


@dataclass(slots=True)
class Metrics:
    """Counts requests by route, target and status; faults and fallbacks by name."""

    requests: dict[Key, Series] = field(default_factory=dict[Key, Series])
    faults: Counter[str] = field(default_factory=Counter[str])
    fallbacks: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    retries: int = 0
    connections: int = 0
    reloads: int = 0

    def observe(self, route: str, target: str, status: int, seconds: float) -> None:
        """Count a request."""
        key = (route, target, status)
        series = self.requests.get(key)
        if series is None:
            series = self.requests[key] = Series()
        series.count += 1
        series.seconds += seconds
        series.buckets[bisect_left(BOUNDS, seconds)] += 1

    def add(self, document: Mapping[str, object]) -> None:
        """Add the counters of another worker, as `document` wrote them.

        Raises:
            codec.CodecError: it is no such document.
        """
        other = codec.decode(_Written, document)
        for route, target, status, number, seconds, buckets in other.requests:
            series = self.requests.setdefault((route, target, status), Series())
            series.count += number
            series.seconds += seconds
            series.buckets = [a + b for a, b in zip(series.buckets, buckets, strict=True)]
        self.faults.update(other.faults)
        for route, fault, number in other.fallbacks:
            self.fallbacks[(route, fault)] += number
        self.retries += other.retries
        self.connections += other.connections
        self.reloads = max(self.reloads, other.reloads)

    def document(self) -> dict[str, object]:
        """Return the counters as JSON can write them, so that a supervisor can add them up."""
        return {
            "requests": [
                [route, target, status, each.count, each.seconds, each.buckets]
                for (route, target, status), each in sorted(self.requests.items())
            ],
            "faults": dict(sorted(self.faults.items())),
            "fallbacks": [[*key, number] for key, number in sorted(self.fallbacks.items())],
            "retries": self.retries,
            "connections": self.connections,
            "reloads": self.reloads,
        }


def prometheus(metrics: Metrics, extra: Mapping[str, float] | None = None) -> str:
    """Write the text format; see https://prometheus.io/docs/instrumenting/exposition_formats/."""
    lines = [
        *_header("decompose_requests_total", "counter", "Requests answered."),
        *(
            _sample(
                "decompose_requests_total", each.count, route=key[0], target=key[1], status=key[2]
            )
            for key, each in sorted(metrics.requests.items())
        ),
        *_histogram(metrics),
        *_header("decompose_faults_total", "counter", "Requests that could not be passed on."),
        *(
            _sample("decompose_faults_total", number, fault=name)
            for name, number in sorted(metrics.faults.items())
        ),
        *_header("decompose_fallbacks_total", "counter", "Requests the control answered instead."),
        *(
            _sample("decompose_fallbacks_total", number, route=route, fault=fault)
            for (route, fault), number in sorted(metrics.fallbacks.items())
        ),
    ]
    values = {"retries_total": metrics.retries, "reloads_total": metrics.reloads, **(extra or {})}
    for name, value in sorted(values.items()):
        kind = "counter" if name.endswith("_total") else "gauge"
        lines += [f"# TYPE decompose_{name} {kind}", f"decompose_{name} {value:g}"]
    return "\n".join(lines) + "\n"


def _histogram(metrics: Metrics) -> Iterable[str]:
    """Add up the statuses: a histogram a target is enough, and small."""
    targets: dict[str, Series] = {}
    for (_, target, _), each in sorted(metrics.requests.items()):
        total = targets.setdefault(target, Series())
        total.count += each.count
        total.seconds += each.seconds
        total.buckets = [a + b for a, b in zip(total.buckets, each.buckets, strict=True)]
    yield from _header("decompose_request_seconds", "histogram", "Time to the last byte.")
    for target, each in targets.items():
        running = 0
        for bound, number in zip((*map(str, BOUNDS), "+Inf"), each.buckets, strict=True):
            running += number
            yield _sample("decompose_request_seconds_bucket", running, target=target, le=bound)
        yield _sample("decompose_request_seconds_sum", round(each.seconds, 6), target=target)
        yield _sample("decompose_request_seconds_count", each.count, target=target)


def _header(name: str, kind: str, text: str) -> list[str]:
    return [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]


def _sample(name: str, number: float, **labels: object) -> str:
    pairs = ",".join(f'{label}="{_escaped(str(value))}"' for label, value in labels.items())
    return f"{name}{{{pairs}}} {number}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
