"""How the couplings of a cut end: by what has become of their targets."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_core.coupling import Coupling, CouplingSeverity, Effect, End
from decompose_core.location import Location
from decompose_core.plan import Outcome
from decompose_extractor.blueprint import draw
from decompose_extractor.cut import Cut
from decompose_extractor.settling import settle
from tests.extractor.tools import project_from

FILES = {
    "orders/models.py": """
        from django.db import models, transaction

        from people import services


        class Order(models.Model):
            person = models.ForeignKey("people.Person", models.CASCADE)

            def label(self):
                return services.polite(self.person.name)

            def rename(self, name):
                services.rename(self.person, name)
                services.welcome(None)

            @transaction.atomic
            def forget(self):
                services.forget(self.person)
                services.refuse(self.person)
    """,
    "people/models.py": """
        from django.db import models


        class Person(models.Model):
            name = models.CharField(max_length=9)
    """,
    "people/services.py": """
        def polite(name):
            return f"dear {name}"


        def rename(person, name):
            person.name = name
            person.save()


        def welcome(request):
            request.user.save()


        def forget(person):
            person.delete()


        def refuse(person):
            if not person.name:
                raise ValueError
            person.save()


        def unused():
            pass
    """,
}


def _coupling(kind: str, target: str, *, effect: Effect = Effect.CALL) -> Coupling:
    return Coupling(
        kind,
        End("orders", "Order"),
        End("people", target),
        effect,
        CouplingSeverity.BLOCKS,
        Location("orders/models.py", _line(f"{target}(")),
    )


def _line(text: str) -> int:
    """Where a text stands in the moved app; the first line where nothing has it."""
    lines = FILES["orders/models.py"].lstrip("\n").splitlines()
    return next((number for number, each in enumerate(lines, 1) if text in each), 1)


@pytest.mark.parametrize(
    ("kind", "target", "outcome", "why"),
    [
        pytest.param(
            "call",
            "services.polite",
            Outcome.REWRITTEN,
            "people.services.polite came along",
            id="function_that_came_along",
        ),
        pytest.param(
            "call",
            "services.rename",
            Outcome.REWRITTEN,
            "asks the monolith",
            id="function_that_writes",
        ),
        pytest.param(
            "call",
            "services.welcome",
            Outcome.MARKED,
            "its parameter 'request' is a request",
            id="function_whose_arguments_have_no_key",
        ),
        pytest.param(
            "call",
            "services.forget",
            Outcome.REWRITTEN,
            "told by an event",
            id="function_called_in_a_transaction",
        ),
        pytest.param(
            "call",
            "services.refuse",
            Outcome.MARKED,
            "it may refuse, at people/services.py:20",
            id="function_that_may_refuse_in_a_transaction",
        ),
        pytest.param(
            "attribute_chain", "Person.name", Outcome.REWRITTEN, "a replica here", id="replica"
        ),
        pytest.param(
            "migration_dependency",
            "0001_initial",
            Outcome.REWRITTEN,
            "one fresh migration",
            id="migration",
        ),
        pytest.param(
            "call", "services.unused", Outcome.MARKED, "look at it by hand", id="not_reached"
        ),
        pytest.param(
            "call", "other.polite", Outcome.MARKED, "look at it by hand", id="same_name_elsewhere"
        ),
    ],
)
def test_a_coupling_ends_as_its_target_did(
    tmp_path: Path, kind: str, target: str, outcome: Outcome, why: str
) -> None:
    cut = Cut(project_from(tmp_path, FILES), frozenset({"orders"}), {})
    (ended,) = settle(draw("orders", cut), [_coupling(kind, target)])
    assert ended.outcome is outcome
    assert why in ended.reason


@pytest.mark.parametrize(
    ("effect", "outcome"),
    [
        pytest.param(Effect.READ, Outcome.REWRITTEN, id="reads_a_live_replica"),
        pytest.param(Effect.WRITE, Outcome.MARKED, id="needs_the_owner"),
    ],
)
def test_code_that_stays_is_settled_by_what_it_does(
    tmp_path: Path, effect: Effect, outcome: Outcome
) -> None:
    cut = Cut(project_from(tmp_path, FILES), frozenset({"people"}), {})
    (ended,) = settle(draw("people", cut), [_coupling("call", "Person", effect=effect)])
    assert ended.outcome is outcome
