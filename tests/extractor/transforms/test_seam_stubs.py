from __future__ import annotations

import pytest

from decompose_extractor.rewriting import Decisions, Stub
from decompose_extractor.transforms.seam_stubs import transform
from tests.extractor.tools import check_noop, check_transformed

DECISIONS = Decisions(
    stubs={
        "charge": Stub("pay.charge", "it writes: Payment.save", ("orders/x.py:7",)),
        "Product.take": Stub("catalog.Product.take", "it writes: self.save"),
    }
)


def test_a_function_that_acts_keeps_its_signature_and_docstring() -> None:
    check_transformed(
        transform,
        '''
        """Money."""

        from django.db import transaction


        # The only way.
        @transaction.atomic
        def charge(order: Order, *, key=None) -> Payment:
            """Take the money."""
            payment.save()
            return payment
        ''',
        '''
        """Money."""

        from decompose_service.seams import seam
        from django.db import transaction


        # The only way.
        @seam("pay.charge", because="it writes: Payment.save", callers=["orders/x.py:7"])
        def charge(order: Order, *, key=None) -> Payment:
            """Take the money."""
        ''',
        DECISIONS,
    )


def test_a_method_that_acts_keeps_what_changes_its_calling() -> None:
    check_transformed(
        transform,
        """
        class Product(M):
            @classmethod
            @atomic
            def take(cls, n):
                cls.objects.create(n=n)
        """,
        """
        from decompose_service.seams import seam


        class Product(M):
            @classmethod
            @seam("catalog.Product.take", because="it writes: self.save")
            def take(cls, n):
                ...
        """,
        DECISIONS,
    )


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("def refund(order):\n    order.save()\n", id="another_function"),
        pytest.param(
            "class Brand(M):\n    def take(self):\n        self.save()\n", id="another_class"
        ),
        pytest.param("charge = other\n", id="a_constant_of_that_name"),
    ],
)
def test_everything_else_stays(code: str) -> None:
    check_noop(transform, code, DECISIONS)


def test_a_function_that_can_be_asked_asks() -> None:
    check_transformed(
        transform,
        """
        from django.db import transaction


        @transaction.atomic
        def charge(order):
            order.save()
        """,
        """
        from decompose_link.calls import remote
        from django.db import transaction


        @remote("pay.charge")
        def charge(order):
            ...
        """,
        Decisions(stubs={"charge": Stub("pay.charge", "", remote=True)}),
    )


def test_a_function_that_can_be_told_says_so() -> None:
    check_transformed(
        transform,
        """
        def release(order):
            order.save()
        """,
        """
        from decompose_link.calls import remote


        @remote("stock.release", told=True)
        def release(order):
            ...
        """,
        Decisions(stubs={"release": Stub("stock.release", "", remote=True, told=True)}),
    )
