"""The events of orders, and triggers on what orders deletes."""

from __future__ import annotations

from typing import ClassVar

import django.utils.timezone
from django.db import migrations, models

from decompose_link.operations import Held, Told, WatchDeletes


class Migration(migrations.Migration):
    """Comes after the tables that it watches."""

    dependencies: ClassVar = [
        ("decompose_link", "0001_initial"),
        ("inventory", "0001_initial"),
        ("orders", "0001_initial"),
        ("payments", "0001_initial"),
        ("reviews", "0001_initial"),
        ("shipping", "0001_initial"),
        ("support", "0001_initial"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="FromOrders",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("service", models.CharField(max_length=63)),
                ("kind", models.CharField(max_length=20)),
                ("body", models.JSONField()),
                ("epoch", models.BigIntegerField(default=0)),
                ("made_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={"db_table": "decompose_from_orders", "abstract": False},
        ),
        WatchDeletes(
            service="orders",
            here="orders",
            told=[
                Told("orders.Order", "orders_order", ("id",)),
                Told("orders.OrderLine", "orders_orderline", ("id",)),
            ],
            held=[
                Held(
                    "inventory_reservation",
                    "line_id",
                    to_table="orders_orderline",
                    to_column="id",
                    rule="CASCADE",
                    moved=False,
                ),
                Held(
                    "orders_order_followers",
                    "order_id",
                    to_table="orders_order",
                    to_column="id",
                    rule="CASCADE",
                    moved=True,
                ),
                Held(
                    "payments_couponredemption",
                    "order_id",
                    to_table="orders_order",
                    to_column="id",
                    rule="CASCADE",
                    moved=False,
                ),
                Held(
                    "payments_payment",
                    "order_id",
                    to_table="orders_order",
                    to_column="id",
                    rule="PROTECT",
                    moved=False,
                ),
                Held(
                    "reviews_review",
                    "order_line_id",
                    to_table="orders_orderline",
                    to_column="id",
                    rule="SET_NULL",
                    moved=False,
                ),
                Held(
                    "shipping_shipment",
                    "order_id",
                    to_table="orders_order",
                    to_column="id",
                    rule="CASCADE",
                    moved=False,
                ),
                Held(
                    "shipping_shipmentitem",
                    "line_id",
                    to_table="orders_orderline",
                    to_column="id",
                    rule="CASCADE",
                    moved=False,
                ),
                Held(
                    "support_ticket",
                    "order_id",
                    to_table="orders_order",
                    to_column="id",
                    rule="SET_NULL",
                    moved=False,
                ),
            ],
        ),
    ]
