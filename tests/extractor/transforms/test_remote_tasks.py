from __future__ import annotations

import pytest

from decompose_extractor.rewriting import Decisions, RemoteTask
from decompose_extractor.transforms.remote_tasks import transform
from tests.extractor.tools import check_noop, check_transformed

DECISIONS = Decisions(tasks={"send": RemoteTask("mail.send", "notes.tasks.send")})


def test_a_task_of_the_other_side_becomes_a_sender() -> None:
    check_transformed(
        transform,
        """
        import smtplib


        @shared_task(name="mail.send")
        def send(pk):
            smtplib.SMTP().send(pk)
        """,
        """
        import smtplib
        from decompose_service.remote_tasks import RemoteTask


        send = RemoteTask("mail.send", "notes.tasks.send")
        """,
        DECISIONS,
    )


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("@shared_task\ndef other():\n    pass\n", id="another_task"),
        pytest.param("class Sender:\n    def send(self):\n        pass\n", id="a_method"),
        pytest.param("send = 1\n", id="no_function"),
    ],
)
def test_everything_else_stays(code: str) -> None:
    check_noop(transform, code, DECISIONS)
