from __future__ import annotations

import pytest

from decompose_extractor.rewriting import Decisions
from decompose_extractor.transforms.loose_keys import transform
from tests.extractor.tools import check_noop, check_transformed

DECISIONS = Decisions(loose=frozenset({"Order.user", "Order.friends"}))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """
            class Order(models.Model):
                user = models.ForeignKey(User, on_delete=models.CASCADE)  # who
            """,
            """
            class Order(models.Model):
                user = models.ForeignKey(User, on_delete=models.CASCADE, db_constraint=False)  # who
            """,
            id="one_line_with_comment",
        ),
        pytest.param(
            """
            class Order(models.Model):
                user = models.ForeignKey(
                    "accounts.User",
                    on_delete=models.CASCADE,
                )
            """,
            """
            class Order(models.Model):
                user = models.ForeignKey(
                    "accounts.User",
                    on_delete=models.CASCADE,
                    db_constraint=False,
                )
            """,
            id="a_line_for_each_argument",
        ),
        pytest.param(
            """
            class Order(models.Model):
                user = models.ForeignKey(
                    "accounts.User", on_delete=models.CASCADE
                )
            """,
            """
            class Order(models.Model):
                user = models.ForeignKey(
                    "accounts.User", on_delete=models.CASCADE, db_constraint=False
                )
            """,
            id="arguments_on_a_line_of_their_own",
        ),
        pytest.param(
            f"""
            class Order(models.Model):
                user = models.ForeignKey(User, related_name="{"x" * 20}", on_delete=models.CASCADE)
            """,
            f"""
            class Order(models.Model):
                user = models.ForeignKey(
                    User, related_name="{"x" * 20}", on_delete=models.CASCADE, db_constraint=False
                )
            """,
            id="a_line_that_gets_too_long",
        ),
        pytest.param(
            """
            class Order(models.Model):
                user = fk("accounts.User", models.CASCADE, db_constraint=True)
            """,
            """
            class Order(models.Model):
                user = fk("accounts.User", models.CASCADE, db_constraint=False)
            """,
            id="constraint_asked_for",
        ),
        pytest.param(
            """
            class Order(models.Model):
                user: models.ForeignKey = UserForeignKey()
                friends = models.ManyToManyField("accounts.User")
            """,
            """
            class Order(models.Model):
                user: models.ForeignKey = UserForeignKey(db_constraint=False)
                friends = models.ManyToManyField("accounts.User", db_constraint=False)
            """,
            id="annotated_and_many_to_many",
        ),
    ],
)
def test_a_key_across_loses_its_constraint(before: str, after: str) -> None:
    check_transformed(transform, before, after, DECISIONS)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("class Order(M):\n    user = FK(User, db_constraint=False)\n", id="loose"),
        pytest.param("class Order(M):\n    cart = FK(Cart)\n", id="key_within"),
        pytest.param("class Bill(M):\n    user = FK(User)\n", id="same_name_in_another_class"),
        pytest.param("user = FK(User)\n", id="not_in_a_class"),
        pytest.param("class Order(M):\n    user = User\n", id="no_call"),
        pytest.param("class Order(M):\n    def user(self): return FK(User)\n", id="a_method"),
    ],
)
def test_everything_else_stays(code: str) -> None:
    check_noop(transform, code, DECISIONS)
