from __future__ import annotations

import json
import re

import pytest

from decompose_core import codec
from decompose_core.exchange import Comparison, Diff, Exchange, Observation, Outcome, Request
from decompose_proxy.masking import Masking
from decompose_proxy.rules import parse_rules

CANARIES = ("c4n4ry", "hunter2", "ada@example.com", "Lovelace", "4111111111111111")
HASH = re.compile(r"#[0-9a-f]{6}")
EXCHANGE = Exchange(
    id="1",
    route="orders:0",
    request=Request(
        "POST",
        "/orders/c4n4ry-c4n4ry-c4n4ry-c4n4ry/?page=2&token=c4n4ry&email=ada@example.com",
        (
            ("Host", "shop.example"),
            ("Cookie", "sessionid=c4n4ry; csrftoken=c4n4ry"),
            ("Authorization", "Bearer c4n4ry"),
            ("X-Api-Key", "c4n4ry"),
            ("X-CSRFToken", "c4n4ry"),
            ("User-Agent", "Lovelace's browser"),
            ("Content-Type", "application/json"),
        ),
        json.dumps(
            {
                "password": "hunter2",
                "name": "Ada Lovelace",
                "card": 4111111111111111,
                "quantity": 3,
                "by": {"ada@example.com": True},
            }
        ),
    ),
    control=Observation(
        200,
        (
            ("Content-Type", "application/json"),
            ("Set-Cookie", "sessionid=c4n4ry"),
            ("X-Secret", "c4n4ry"),
        ),
        json.dumps(
            {
                "mail": "ada@example.com",
                "total": "10.00",
                "at": "2024-05-01T10:00:00Z",
                "key": "c4n4ry",
            }
        ),
    ),
    candidate=Observation(200, (("Content-Type", "text/html"),), "<p>Ada Lovelace c4n4ry"),
)


def test_no_secret_of_an_exchange_is_kept() -> None:
    stored = json.dumps(codec.encode(Masking(b"key").exchange(EXCHANGE)))

    assert [canary for canary in CANARIES if canary in stored] == []


def test_what_is_harmless_is_kept_and_the_shape_stays() -> None:
    masked = Masking(b"key").exchange(EXCHANGE)

    assert [name for name, _ in masked.request.headers] == ["Host", "Content-Type"]
    assert "page=2" in masked.request.target
    body = json.loads(masked.request.body)
    assert body["quantity"] == 3
    assert HASH.sub("", body["name"]) == "xxx xxxxxxxx"
    answer = json.loads(masked.control.body)
    assert (answer["total"], answer["at"]) == ("10.00", "2024-05-01T10:00:00Z")


def test_a_route_s_rules_allow_more() -> None:
    masking = Masking(b"key", parse_rules(["clear:/name", "clear:query/token"]))

    masked = masking.exchange(EXCHANGE)

    assert json.loads(masked.request.body)["name"] == "Ada Lovelace"
    assert "token=c4n4ry" in masked.request.target


def test_forms_are_masked_by_field() -> None:
    request = Request(
        "POST",
        "/login/",
        (("Content-Type", "application/x-www-form-urlencoded"),),
        "username=ada&password=hunter2&amount=10.50",
    )

    masked = Masking(b"key").exchange(Exchange("1", "", request, Observation(200)))

    assert HASH.sub("", masked.request.body.replace("%23", "#")) == (
        "username=xxx&password=xxxxxx9&amount=10.50"
    )


@pytest.mark.parametrize(
    ("target", "masked"),
    [
        pytest.param("/orders/57/", "/orders/57/", id="a number"),
        pytest.param(
            "/orders/?page=2&ordering=-created", "/orders/?page=2&ordering=-created", id="lists"
        ),
        pytest.param(
            "/orders/6ba7b810-9dad-11d1-80b4-00c04fd430c8/",
            "/orders/6ba7b810-9dad-11d1-80b4-00c04fd430c8/",
            id="a UUID",
        ),
        pytest.param(
            "/terms-and-conditions-of-sale/", "/terms-and-conditions-of-sale/", id="words"
        ),
        pytest.param("/?next=", "/?next=", id="an empty value"),
    ],
)
def test_addresses_stay_usable(target: str, masked: str) -> None:
    assert Masking(b"key").target(target) == masked


@pytest.mark.parametrize(
    ("diff", "control", "candidate"),
    [
        pytest.param(Diff("status", "value", "200", "500"), "200", "500", id="status"),
        pytest.param(Diff("body/t", "type", "10", '"10.00"'), "10", '"10.00"', id="a number"),
        pytest.param(
            Diff("body/p[0]", "value", "1,114.38 EUR", "€ 7.00"),
            "1,114.38 EUR",
            "€ 7.00",
            id="money",
        ),
        pytest.param(Diff("body/n", "value", '"Ada"', '"Bob"'), '"xxx"', '"xxx"', id="a name"),
        pytest.param(Diff("body", "size", "2 items", "1 items"), "2 items", "1 items", id="size"),
        pytest.param(Diff("body/p[0]", "value", "Ada", "<br>"), "xxx", "<br>", id="HTML"),
        pytest.param(
            Diff("headers/set-cookie/a/value", "value", "s3cr", "x"), "x9xx", "x", id="a cookie"
        ),
        pytest.param(
            Diff("headers/set-cookie/a/path", "value", "/", "/b"), "/", "/b", id="its path"
        ),
        pytest.param(
            Diff("headers/location", "value", "/a/?next=/b/", "/c/"),
            "/a/?next=/x/",
            "/c/",
            id="Location",
        ),
        pytest.param(
            Diff("headers/content-type", "value", "text/html", "text/plain"),
            "text/html",
            "text/plain",
            id="content type",
        ),
    ],
)
def test_differences_stay_readable(diff: Diff, control: str, candidate: str) -> None:
    comparison = Comparison(Outcome.MISMATCHED, (diff,))

    (masked,) = Masking(b"key").comparison(comparison).diffs

    plain = [HASH.sub("", each.replace("%23", "#").replace("%2F", "/")) for each in
             (masked.control, masked.candidate)]  # fmt: skip
    assert plain == [control, candidate]


def test_two_masked_values_can_be_told_apart() -> None:
    masking = Masking(b"key")

    assert masking.text("Ada") == masking.text("Ada")
    assert masking.text("Ada") != masking.text("Bob")
    assert masking.text("Ada") != Masking(b"other").text("Ada")
