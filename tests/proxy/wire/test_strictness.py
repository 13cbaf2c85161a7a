"""What could mean two things is refused; what is passed on means one thing, however it arrives."""

from __future__ import annotations

import pytest

from decompose_proxy.wire.limits import Limits
from tests.proxy.wire.raw_requests import END, PASSED, REFUSED, complete_requests, get
from tests.proxy.wire.rig import OK, Rig

SMALL = Limits(head_bytes=2048, header_count=20, uri_bytes=512, body_bytes=64, buffered_body=16)


def test_there_are_enough() -> None:
    assert len({each.values[0] for each in (*REFUSED, *PASSED)}) >= 150


@pytest.mark.parametrize("by_byte", [False, True], ids=["whole", "byte by byte"])
@pytest.mark.parametrize(("raw", "status"), REFUSED)
def test_refused_without_reaching_a_backend(raw: bytes, status: int, by_byte: bool) -> None:
    rig = Rig(limits=SMALL)
    rig.send(raw, by_byte=by_byte)
    assert rig.wire.written.startswith(b"HTTP/1.1 %d " % status)
    assert b"Connection: close\r\n" in rig.wire.written
    assert rig.wire.written.count(END) == 1
    assert rig.wire.closed or rig.wire.ended
    assert not any(complete_requests(wire.written) for _, _, wire in rig.pool.opened)


@pytest.mark.parametrize(("raw", "status"), REFUSED)
def test_refused_after_a_good_request(raw: bytes, status: int) -> None:
    rig = Rig(limits=SMALL)
    rig.send(get() + raw)
    rig.answer(OK)
    first, _, rest = rig.wire.written.partition(b"ok")
    assert first.startswith(b"HTTP/1.1 200")
    assert rest.startswith(b"HTTP/1.1 %d " % status)


@pytest.mark.parametrize("by_byte", [False, True], ids=["whole", "byte by byte"])
@pytest.mark.parametrize(("raw", "meant"), PASSED)
def test_passed_on_with_one_clear_framing(
    raw: bytes, meant: tuple[str, str, bytes], by_byte: bool
) -> None:
    rig = Rig()
    rig.send(raw + get(target=b"/next"), by_byte=by_byte)
    requests = complete_requests(rig.upstream(0).take())
    assert requests == [meant]
    rig.answer(OK, number=0)
    if (
        not rig.wire.closed and not rig.wire.ended
    ):  # the next one was not swallowed by the body before it
        assert complete_requests(rig.upstream().take()) == [("GET", "/next", b"")]
