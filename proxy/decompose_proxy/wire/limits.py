"""What a request may cost, in bytes and in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one connection; the defaults suit Django behind gunicorn."""

    head_bytes: int = 64 * 1024
    header_count: int = 128
    answer_head_bytes: int = 256 * 1024  # of a backend, with all informational answers
    uri_bytes: int = 16 * 1024
    body_bytes: int = 1 << 30
    buffered_body: int = 64 * 1024  # a body up to here is read whole before a backend is taken
    head_seconds: float = 15.0  # from the first byte to the end of the head
    keep_alive_seconds: float = 75.0  # a client's connection without a request
    connect_seconds: float = 5.0
    trial_seconds: float = 10.0  # to a candidate's first byte, where the control can still answer
    answer_seconds: float = 60.0  # to the first byte of any other answer
    idle_seconds: float = 120.0  # without a byte in either direction, once one was seen
    total_seconds: float = 3600.0
    linger_seconds: float = 2.0  # an answer that closes waits this long for the client to read it
    drain_seconds: float = 30.0
    drain_idle_seconds: float = 1.0  # an idle client may have sent a request a moment ago
    pooled_seconds: float = 30.0  # an idle connection to a backend is kept
    pooled_for_writes: float = 1.0  # an idle connection younger than this may carry a write
    pool_size: int = 256  # idle connections kept a backend
    held: int = 1000  # requests that wait at a closed gate
    held_seconds: float = 10.0
