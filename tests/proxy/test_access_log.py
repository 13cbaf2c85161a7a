from __future__ import annotations

import io
import json

from decompose_core.monolith import EndpointEffect
from decompose_core.route import Match, Route
from decompose_proxy.access_log import BATCH, AccessLog, line
from decompose_proxy.choose import Decision, Reason
from decompose_proxy.wire.seams import LogEntry

ROUTE = Route("orders:0", Match("orders/"), EndpointEffect.READ, "orders")


def entry(path: str = "/orders/3/") -> LogEntry:
    return LogEntry(
        at=1.25,
        id="a-1",
        client="192.0.2.7",
        method="GET",
        path=path,
        status=200,
        seconds=0.0123,
        sent=345,
        decision=Decision("orders", Reason.SHARE, ROUTE),
        fault="",
    )


def test_a_line_is_json() -> None:
    assert json.loads(line(entry())) == {
        "at": "1970-01-01T00:00:01.250Z",
        "id": "a-1",
        "client": "192.0.2.7",
        "method": "GET",
        "path": "/orders/3/",
        "status": 200,
        "ms": 12.3,
        "bytes": 345,
        "target": "orders",
        "reason": "share",
        "route": "orders:0",
        "fault": "",
    }


def test_a_path_can_not_break_out_of_its_line() -> None:
    for path in ('/"', "/\n", "/\\", "/caf\xe9", "/\ufffd", "/\u2028"):
        assert line(entry(path)).count("\n") == 1
        assert json.loads(line(entry(path)))["path"] == path


def test_lines_are_written_in_batches() -> None:
    file = io.StringIO()
    log = AccessLog(file)
    for _ in range(BATCH - 1):
        log.write(entry())
    assert file.getvalue() == ""
    log.write(entry())
    assert file.getvalue().count("\n") == BATCH
    log.write(entry())
    log.flush()
    assert file.getvalue().count("\n") == BATCH + 1
