"""Run inside monolith or service: answer requests read from standard input, as JSON.

A request is [path, user's key or null, token or null]; an answer is status, type, place, body and
what was raised.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime, tzinfo
from typing import Any

import django


def main() -> None:
    """Ask everything of this side's own test client."""
    django.setup()
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.core.signals import got_request_exception  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    raised: list[str] = []

    def note(**_: Any) -> None:
        raised.append(traceback.format_exc())

    got_request_exception.connect(note)
    logging.disable(logging.CRITICAL)
    _stand_still(datetime.fromtimestamp(float(sys.argv[1]), UTC))
    answers: list[list[Any]] = []
    for path, user, token in json.load(sys.stdin):
        raised.clear()
        client = Client(raise_request_exception=False, HTTP_HOST="localhost")
        extra: dict[str, Any] = {}
        if token:
            extra["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        elif user:
            client.force_login(get_user_model()._base_manager.get(pk=user))
        answer = client.get(path, **extra)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answers.append(
            [
                answer.status_code,
                answer.headers.get("Content-Type", ""),
                answer.headers.get("Location", ""),
                body.decode("utf-8", "replace"),
                raised[-1] if raised else "",
            ]
        )
    print(json.dumps(answers))


def _stand_still(moment: datetime) -> None:
    """Let pages of both sides say the same time: that of the run."""
    from django.template import defaulttags  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    class Still(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Still:
            shown = moment.astimezone(tz) if tz else moment.replace(tzinfo=None)
            return cls.fromisoformat(shown.isoformat())

    defaulttags.datetime = Still
    timezone.now = lambda: moment


if __name__ == "__main__":
    main()
