"""Run `decompose proxy` without one of the things that make it fast, to see what it is worth.

_without.py PART proxy --config ...
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Any

from decompose.main import main
from decompose_proxy import access_log, event_loop, metrics
from decompose_proxy.matching import Matcher
from decompose_proxy.table import Snapshot
from decompose_proxy.wire import deciding, framing
from decompose_proxy.wire.recall import AnswerRecall, RequestRecall


def recalled_requests() -> None:
    """Parse every request."""
    _replace(RequestRecall, "find", lambda *_: None)
    _replace(RequestRecall, "keep", lambda *_: None)


def recalled_answers() -> None:
    """Parse every answer."""
    _replace(AnswerRecall, "find", lambda *_: None)
    _replace(AnswerRecall, "keep", lambda *_: None)


def remembered_paths() -> None:
    """Search the table for every request."""
    whole = Matcher.match

    def match(self: Any, *arguments: Any) -> Any:
        self._known.clear()
        return whole(self, *arguments)

    _replace(Matcher, "match", match)


def remembered_cookies() -> None:
    """Read every Cookie header."""
    read = deciding.shown.__globals__["_shown"].__wrapped__
    _replace(
        deciding,
        "shown",
        lambda snapshot, cookie: read(cookie, snapshot.session_cookie, snapshot.cohort),
    )


def remembered_heads() -> None:
    """Write every head from its fields."""
    send = deciding.Deciding.__init__

    def begin(self: Any, client: Any, plane: Any, head: Any, body: bytes = b"") -> None:
        send(self, client, plane, head, body)
        head.said.written = None

    _replace(deciding.Deciding, "__init__", begin)
    write = framing.head_bytes

    def head_bytes(request: Any, answer: Any, *arguments: Any, **named: Any) -> bytes:
        answer.written = b""
        return write(request, answer, *arguments, **named)

    _replace(sys.modules["decompose_proxy.wire.outgoing"], "head_bytes", head_bytes)


def frozen_objects() -> None:
    """Let the cycle collector look at everything, as often as Python does by itself."""
    _replace(gc, "freeze", lambda: None)
    _replace(gc, "set_threshold", lambda *_: None)


def kept_memory() -> None:
    """Let glibc give freed memory back to the kernel."""
    _replace(event_loop, "keep_freed_memory", lambda: False)


def uvloop() -> None:
    """Run in asyncio's own event loop."""
    _replace(event_loop, "find_spec", lambda _: None)


def log_batches() -> None:
    """Write each line of the access log by itself."""
    _replace(access_log, "BATCH", 1)


def access_log_at_all() -> None:
    """Write no access log."""
    _replace(access_log.AccessLog, "write", lambda *_: None)


def metrics_at_all() -> None:
    """Count nothing."""
    _replace(metrics.Metrics, "observe", lambda *_: None)


def identity() -> None:
    """Show every backend the session, and nobody a token."""
    compiled = Snapshot.__init__

    def anybody(self: Any, *arguments: Any, **named: Any) -> None:
        compiled(self, *arguments, **named)
        tell = deciding.Deciding

        def show(flight: Any) -> None:
            said = flight._head.said
            flight._cookie, flight._authorization = said.cookie, said.authorization
            flight._dispatch()

        _replace(tell, "_tell", show)

    _replace(Snapshot, "__init__", anybody)


PARTS: dict[str, Callable[[], None]] = {
    "requests recalled": recalled_requests,
    "answers recalled": recalled_answers,
    "paths remembered": remembered_paths,
    "cookies remembered": remembered_cookies,
    "heads remembered as written": remembered_heads,
    "objects frozen, collector seldom": frozen_objects,
    "freed memory kept": kept_memory,
    "uvloop": uvloop,
    "log in batches": log_batches,
    "access log": access_log_at_all,
    "metrics": metrics_at_all,
    "identity": identity,
}


def _replace(owner: Any, name: str, value: Any) -> None:
    setattr(owner, name, value)


if __name__ == "__main__":
    PARTS[sys.argv[1]]()
    del sys.argv[1]
    main()
