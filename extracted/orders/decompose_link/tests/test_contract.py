"""The contract between monolith and service, held on both sides by the same tests."""

from __future__ import annotations

import datetime
import decimal
import json
import uuid
from collections.abc import Callable
from typing import Any
from unittest import mock

from django.core.exceptions import ValidationError
from django.test import TestCase, override_settings

from decompose_link import serving
from decompose_link.boundary import Boundary, boundaries
from decompose_link.calls import call_there
from decompose_link.client import KEY, PREFIX
from decompose_link.contract import parameters
from decompose_link.tokens import HEADER, token_for

VALUES = (
    7,
    "text",
    None,
    decimal.Decimal("1.50"),
    datetime.date(2026, 2, 28),
    datetime.datetime(2026, 2, 28, 12, tzinfo=datetime.timezone.utc),
    datetime.timedelta(days=1, seconds=2),
    uuid.UUID(int=1),
    (1, [2, {"three": 3}]),
    {1, 2},
    b"bytes",
)
KEYS = "only-for-tests-" * 3


def standing_in(end: Callable[..., Any]) -> Any:
    """Let this function stand in for whatever is called."""
    return mock.patch.object(serving, "resolve", lambda symbol: (end, False))


@override_settings(DECOMPOSE_SEAM_KEYS=KEYS, DECOMPOSE_SEAMS_IN_TESTS=False)
class ContractTests(TestCase):
    """Each function that crosses takes what the other side believes it takes."""

    def test_what_is_served_takes_what_was_agreed(self) -> None:
        for each in boundaries().values():
            for symbol, agreed in each.serves.items():
                with self.subTest(symbol):
                    self.assertEqual(parameters(serving.resolve(symbol)[0]), agreed)

    def test_what_is_asked_takes_what_was_agreed(self) -> None:
        for each in boundaries().values():
            for symbol, agreed in each.asks.items():
                with self.subTest(symbol):
                    self.assertEqual(parameters(serving.resolve(symbol)[0]), agreed)

    def test_a_call_arrives_as_it_was_made(self) -> None:
        for each in boundaries().values():
            for symbol in sorted({*each.serves, *each.asks}):
                end = mock.Mock(return_value=list(VALUES))
                with self.subTest(symbol), standing_in(end):
                    with override_settings(DECOMPOSE_LOOPBACK=True):
                        answer = call_there(each.peer, symbol, VALUES, {"named": VALUES})
                    end.assert_called_once_with(*VALUES, named=VALUES)
                    self.assertEqual(answer, list(VALUES))

    def test_what_it_raises_is_raised_by_the_caller(self) -> None:
        for each in boundaries().values():
            for symbol in sorted({*each.serves, *each.asks}):
                end = mock.Mock(side_effect=ValidationError("no"))
                with self.subTest(symbol), standing_in(end):
                    with override_settings(DECOMPOSE_LOOPBACK=True):
                        with self.assertRaises(ValidationError):
                            call_there(each.peer, symbol, (), {})


@override_settings(DECOMPOSE_SEAM_KEYS=KEYS)
class DoorTests(TestCase):
    """The endpoint of each function that is served here."""

    def test_the_same_key_calls_once(self) -> None:
        for boundary, symbol in _served():
            end = mock.Mock(return_value=1)
            with self.subTest(symbol), standing_in(end):
                answers = [self._post(boundary, symbol, {"args": []}) for _ in range(2)]
                self.assertEqual([each.json() for each in answers], [{"result": 1}] * 2)
                end.assert_called_once_with()
                other = self._post(boundary, symbol, {"args": [2]})
                self.assertEqual(other.status_code, 422)

    def test_nobody_else_gets_in(self) -> None:
        for boundary, symbol in _served():
            end = mock.Mock(return_value=1)
            with self.subTest(symbol), standing_in(end):
                for token in ("", "forged", token_for("somebody", here=boundary.peer)):
                    answer = self._post(boundary, symbol, {"args": []}, token=token)
                    self.assertEqual(answer.status_code, 401)
                end.assert_not_called()

    def _post(
        self, boundary: Boundary, symbol: str, body: dict[str, Any], token: str | None = None
    ) -> Any:
        if token is None:
            token = token_for(boundary.here, here=boundary.peer)
        return self.client.post(
            f"/{PREFIX}call/{symbol}/",
            json.dumps({"kwargs": {}, **body}),
            content_type="application/json",
            headers={HEADER: token, KEY: f"key of {symbol}"},
        )


def _served() -> list[tuple[Boundary, str]]:
    return [(each, symbol) for each in boundaries().values() for symbol in sorted(each.serves)]
