from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from decompose_core import project_file
from decompose_core.exchange import Exchange, Observation, Outcome, Request
from decompose_core.problem import Refused
from decompose_proxy import exchange_file
from decompose_proxy.asking import Headers, Side
from decompose_proxy.driving import drive
from decompose_proxy.login import logged_in
from decompose_proxy.replay import Replay, Replayed, explained
from tests.proxy.answers import json_answer
from tests.proxy.two_sides import Heard, Reply, json_reply, serving

FILE = """\
[monolith]
path = "shop"

[services.orders]
path = "extracted/orders"

[[services.orders.routes]]
pattern = "api/orders/<int:pk>/"
effect = "read"
rules = ["decimal:/total"]
"""


@dataclass
class Sided:
    """A side that gives answers in their order; the last one is repeated."""

    host: str
    answers: list[str]
    asked: list[tuple[Request, Headers]] = field(default_factory=list[tuple[Request, Headers]])

    def ask(self, request: Request, extra: Iterable[tuple[str, str]] = ()) -> Observation:
        """Answer."""
        self.asked.append((request, tuple(extra)))
        answers = self.answers
        return json_answer(answers.pop(0) if len(answers) > 1 else answers[0])


def exchange(method: str = "GET", *headers: tuple[str, str], route: str = "orders:0") -> Exchange:
    return Exchange("1", route, Request(method, "/api/orders/5/", headers), Observation(200))


def replayed(
    control: list[str], candidate: list[str], *, project: project_file.ProjectFile | None = None
) -> Replayed:
    sides = Sided("a:1", control), Sided("b:2", candidate)
    return Replay(*sides, project=project, pause=0).one(exchange())


@pytest.mark.parametrize(
    ("control", "candidate", "outcome"),
    [
        pytest.param(['{"a": 1}'], ['{"a": 1}'], Outcome.MATCHED, id="the same"),
        pytest.param(['{"a": 1}'], ['{"a": 2}'], Outcome.MISMATCHED, id="it differs"),
        pytest.param(['{"a": 1}'], ['{"a": 2}', '{"a": 1}'], Outcome.RACED, id="it moved"),
        pytest.param(
            ['{"a": 1}', '{"a": 3}'], ['{"a": 2}'], Outcome.IGNORED, id="the control is noisy"
        ),
        pytest.param(
            ['{"a": "http://a:1/x/"}'], ['{"a": "http://b:2/x/"}'], Outcome.MATCHED, id="own links"
        ),
    ],
)
def test_an_exchange_is_asked_of_both_sides(
    control: list[str], candidate: list[str], outcome: Outcome
) -> None:
    found = replayed(control, candidate)

    assert found.verdict is not None
    assert found.verdict.outcome is outcome
    assert found.alike == (outcome is not Outcome.MISMATCHED)


def test_the_rules_of_the_project_file_hold(tmp_path: Path) -> None:
    project = project_file.parse(FILE, tmp_path / "decompose.toml")

    found = replayed(['{"total": 10}'], ['{"total": "10.00"}'], project=project)

    assert found.alike
    assert found.endpoint.route == "api/orders/<int:pk>/"


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        pytest.param(exchange("POST"), "it writes; --writes sends it to both sides", id="a write"),
        pytest.param(
            exchange("GET", (exchange_file.USER, "7")),
            "user 7 is not logged in; --login USER:PASSWORD does it",
            id="a user",
        ),
    ],
)
def test_what_is_not_run_says_why(one: Exchange, reason: str) -> None:
    sides = Sided("a:1", ["{}"]), Sided("b:2", ["{}"])

    found = Replay(*sides).one(one)

    assert (found.verdict, found.skipped) == (None, reason)
    assert sides[0].asked == sides[1].asked == []


def test_writes_are_sent_once_where_they_are_wanted() -> None:
    sides = Sided("a:1", ['{"a": 1}']), Sided("b:2", ['{"a": 2}'])

    found = Replay(*sides, writes=True, pause=0).one(exchange("POST"))

    assert found.alike is False
    assert [len(each.asked) for each in sides] == [1, 1]


def test_a_difference_is_explained_by_its_path() -> None:
    assert explained(replayed(['{"a": 1}'], ['{"a": 2}'])) == (
        "GET /api/orders/5/: mismatched\n  body/a: value\n    control    1\n    candidate  2"
    )


def token(subject: str) -> str:
    payload = base64.urlsafe_b64encode(json.dumps({"sub": subject}).encode()).decode().rstrip("=")
    return f"head.{payload}.sign"


def monolith(heard: Heard) -> Reply:
    """Stand in for a monolith with a login form and the issuer of identities."""
    cookie = heard.headers.get("cookie", "")
    if heard.target == "/accounts/login/" and heard.method == "GET":
        page = '<input type="hidden" name="csrfmiddlewaretoken" value="t0ken">'
        return 200, {"Set-Cookie": "csrftoken=c1; Path=/"}, page
    if heard.target == "/accounts/login/":
        right = "password=right" in heard.body and "csrfmiddlewaretoken=t0ken" in heard.body
        return (302, {"Set-Cookie": "sessionid=s1; HttpOnly"}, "") if right else (200, {}, "wrong")
    if heard.target == "/.decompose/identity/":
        known = token("7") if "sessionid=s1" in cookie else None
        return 200, {}, json.dumps({"token": known, "expires": 4_000_000_000, "session": True})
    return 200, {"Content-Type": "application/json"}, "{}"


@pytest.mark.socket
def test_the_monolith_sees_the_session_and_the_service_the_token() -> None:
    with (
        serving(monolith) as one,
        serving(json_reply("{}")) as other,
        Side(one.url) as control,
        Side(other.url) as candidate,
    ):
        sessions = logged_in(control, ["ada:right"], project=None)
        replay = Replay(control, candidate, sessions, writes=True)
        for method in ("GET", "POST"):
            assert replay.one(exchange(method, (exchange_file.USER, "7"))).alike

    assert one.heard[-1].headers["cookie"] == "csrftoken=c1; sessionid=s1"
    assert [each.headers["authorization"] for each in other.heard] == [f"Bearer {token('7')}"] * 2
    assert "cookie" not in other.heard[0].headers
    assert other.heard[1].headers["cookie"] == "csrftoken=c1"
    assert other.heard[1].headers["x-csrftoken"] == "c1"
    assert all("x-decompose-user" not in each.headers for each in (*one.heard, *other.heard))


@pytest.mark.socket
@pytest.mark.parametrize(
    ("account", "message"),
    [
        pytest.param("ada", "--login ada: no password", id="no password"),
        pytest.param("ada:wrong", "does not take 'ada' with that password: 200", id="wrong one"),
    ],
)
def test_a_login_that_does_not_work_is_refused(account: str, message: str) -> None:
    with serving(monolith) as one, Side(one.url) as control, pytest.raises(Refused, match=message):
        logged_in(control, [account], project=None)


@pytest.mark.socket
def test_a_monolith_without_tokens_is_refused() -> None:
    def unpatched(heard: Heard) -> Reply:
        return (404, {}, "") if "decompose" in heard.target else monolith(heard)

    message = "issues no identity tokens: 404"
    with serving(unpatched) as one, Side(one.url) as control, pytest.raises(Refused, match=message):
        logged_in(control, ["ada:right"], project=None)


@pytest.mark.parametrize("url", ["nonsense", "ftp://a", "http://", "http://a:b"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="is no address"):
        Side(url)


def test_a_side_that_is_away_is_a_failure_and_no_crash() -> None:
    with Side("http://127.0.0.1:9") as side:
        assert "ConnectError" in side.ask(Request("GET", "/")).failure


def test_a_recorded_address_can_not_lead_elsewhere() -> None:
    with Side("http://127.0.0.1:9") as side:
        found = side.ask(Request("GET", "http://169.254.169.254/latest/"))

    assert found.failure == "'http://169.254.169.254/latest/' leads to another host"


def test_pages_of_the_service_are_recorded_by_asking_the_monolith(tmp_path: Path) -> None:
    project = project_file.parse(FILE, tmp_path / "decompose.toml")
    side = Sided("a:1", ['{"name": "Ada", "total": "10.00"}'])

    found = list(
        drive(side, project, "orders", [("GET", "/api/orders/5/"), ("GET", "/about/")], None)
    )

    assert [each.route for each in found] == ["orders:0"]
    assert "Ada" not in found[0].control.body
    assert len(side.asked) == 1
