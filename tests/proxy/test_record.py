from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from decompose_core.exchange import Exchange, Observation, Request
from decompose_core.problem import Refused
from decompose_proxy import exchange_file
from decompose_proxy.record import Recorder
from decompose_proxy.tap import Capture, Subscription
from tests.proxy.fakes_shadow import ROUTE, capture, until


async def user_seven(_capture: Capture) -> str | None:
    return "7"


def record(path: Path, *captures: Capture) -> list[Exchange]:
    wanted = path.read_text().count("\n") if path.exists() else 0
    wanted += sum(not each.truncated for each in captures)

    async def run() -> None:
        queue = Subscription(Recorder.wants)
        recorder = Recorder(subscription=queue, path=path, subject=user_seven)
        task = asyncio.get_running_loop().create_task(recorder.run())
        for each in captures:
            queue.offer(each)
        await until(lambda: path.read_text().count("\n") >= wanted)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())
    return list(exchange_file.read(path))


def test_exchanges_are_recorded_with_a_user_and_without_credentials(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.exchanges.jsonl"

    (exchange,) = record(path, capture('{"total": "10.00", "name": "Ada"}'))

    assert exchange.route == "orders:0"
    assert exchange_file.user(exchange) == "7"
    assert "s3cret" not in path.read_text()
    assert "Ada" not in path.read_text()


def test_a_client_can_not_say_who_asked(tmp_path: Path) -> None:
    headers = ((b"Host", b"shop"), (b"X-Decompose-User", b"1"))

    (exchange,) = record(tmp_path / "a", capture(headers=headers))

    assert exchange_file.user(exchange) == "7"


def test_what_the_candidate_answered_is_kept_as_such(tmp_path: Path) -> None:
    (exchange,) = record(tmp_path / "a", capture(answered_by="orders"))

    assert exchange.control.failure == "orders answered"
    assert exchange.candidate is not None
    assert exchange.candidate.body == '{"total": "10.00"}'


def test_a_body_that_was_cut_off_is_not_recorded(tmp_path: Path) -> None:
    found = record(tmp_path / "a", capture(truncated=True), capture(identifier="2"))

    assert [each.id for each in found] == ["2"]


def test_recordings_are_added_to(tmp_path: Path) -> None:
    record(tmp_path / "a", capture())

    assert len(record(tmp_path / "a", capture(identifier="2"))) == 2


def test_every_request_of_a_service_s_route_is_wanted() -> None:
    assert Recorder.wants(ROUTE, False)
    assert not Recorder.wants(None, False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "can't read the recording", id="no file"),
        pytest.param("{}\n", "a.jsonl:1:1: no recorded exchange: id: is missing", id="no exchange"),
        pytest.param("\n{\n", "a.jsonl:2:1: no recorded exchange: line 1", id="no JSON"),
    ],
)
def test_a_recording_that_is_none_is_refused(
    tmp_path: Path, content: str | None, message: str
) -> None:
    path = tmp_path / "a.jsonl"
    if content is not None:
        path.write_text(content)

    with pytest.raises(Refused, match=message):
        list(exchange_file.read(path))


def test_an_exchange_is_read_as_it_was_written(tmp_path: Path) -> None:
    exchange = Exchange("1", "r", Request("GET", "/é"), Observation(200, (("A", "b"),), "x\ny"))
    path = tmp_path / "a"
    path.write_text(exchange_file.line(exchange))

    assert list(exchange_file.read(path)) == [exchange]
