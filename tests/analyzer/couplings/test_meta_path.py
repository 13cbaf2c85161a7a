"""Meta options that reach another app."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_ordering_constraints_and_indexes() -> None:
    check_found(
        "meta_path",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                customer = models.ForeignKey("accounts.User", on_delete=models.CASCADE)
                number = models.CharField(max_length=9)
                class Meta:
                    ordering = ["-customer__email", "number"]
                    unique_together = [("customer", "number")]
                    indexes = [models.Index(fields=["customer", "-number"], name="by_x")]
                    constraints = [
                        models.UniqueConstraint(
                            fields=["number"],
                            condition=models.Q(customer__isnull=False),
                            name="one_number_a_customer",
                        ),
                    ]
        """,
        "orders/models.py:6 orders.Order.customer -> accounts.User read",
        "orders/models.py:7 orders.Order.customer -> accounts.User schema",
        "orders/models.py:8 orders.Order.customer -> accounts.User schema",
        "orders/models.py:12 orders.Order.customer -> accounts.User schema",
    )


def test_own_columns_and_names_are_none() -> None:
    check_clean(
        "meta_path",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                customer = models.ForeignKey("accounts.User", on_delete=models.CASCADE)
                parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE)
                number = models.CharField(max_length=9)
                class Meta:
                    ordering = ["parent__number", "-number", "customer_id"]
                    verbose_name = "customer"
                    indexes = [models.Index(fields=["number"], name="customer")]
                    constraints = [
                        models.CheckConstraint(condition=models.Q(number="x"), name="customer")
                    ]
        """,
    )


def test_a_class_that_is_no_model_is_none() -> None:
    check_clean(
        "meta_path",
        """
        orders/forms.py
            class OrderForm:
                class Meta:
                    ordering = ["customer__email"]
                    unique_together = ["customer"]
        """,
    )
