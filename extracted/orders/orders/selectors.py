"""Questions about orders that more than one page asks."""

from decimal import Decimal

from django.db import connection
from django.db.models import Avg, Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from orders.models import Order, OrderLine

NOT_SOLD = [Order.Status.CANCELLED, Order.Status.REFUNDED]
ZERO = Decimal("0.00")


def order_stats(orders, *, with_brands=False):
    """Totals, by status, by month, by loyalty tier, and what sells best."""
    sold = orders.exclude(status__in=NOT_SOLD)
    totals = sold.aggregate(
        orders=Count("id"), turnover=Sum("total", default=ZERO), average=Avg("total", default=ZERO)
    )
    return {
        "orders": totals["orders"],
        "turnover": _money(totals["turnover"]),
        "average": _money(totals["average"]),
        "by_status": {
            row["status"]: row["n"]
            for row in orders.order_by("status").values("status").annotate(n=Count("id"))
        },
        "by_month": _by_month(sold),
        "by_tier": [
            {"tier": row["tier"], "orders": row["orders"], "turnover": _money(row["turnover"])}
            for row in sold.by_customer_tier()
        ],
        "top_products": top_products(sold),
        **({"top_brands": _top_brands(sold)} if with_brands else {}),
    }


def top_products(orders, limit=5):
    rows = (
        OrderLine.objects.filter(order__in=orders)
        .order_by()
        .values("product_id", "product__sku", "product__name")
        .annotate(pieces=Sum("quantity"), turnover=Sum(F("unit_price") * F("quantity")))
        .order_by("-pieces", "product_id")[:limit]
    )
    return [
        {
            "product": row["product_id"],
            "sku": row["product__sku"],
            "name": row["product__name"],
            "pieces": row["pieces"],
            "turnover": _money(row["turnover"]),
        }
        for row in rows
    ]


def customer_summary(user):
    """What the customer's own page shows above the list."""
    totals = user.orders.aggregate(
        orders=Count("id"),
        open=Count("id", filter=Q(status__in=["pending", "paid", "packed"])),
        spent=Sum("total", filter=~Q(status__in=NOT_SOLD), default=ZERO),
    )
    latest = user.orders.order_by("-placed_at", "-id").first()
    return {
        "customer": user.email,
        "tier": user.loyalty_tier,
        "orders": totals["orders"],
        "open": totals["open"],
        "spent": _money(totals["spent"]),
        "latest": latest.number if latest else None,
    }


def customers_without_orders_since(day):
    """Return (id, email) of customers whose last order is older than `day`.

    Raw SQL: the ORM's version took eleven seconds on the production data of 2023.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT u.id, u.email
            FROM accounts_user u
            JOIN orders_order o ON o.customer_id = u.id
            WHERE u.is_staff = %s
            GROUP BY u.id, u.email
            HAVING MAX(o.placed_at) < %s
            ORDER BY u.id
            """,
            [False, day],
        )
        return cursor.fetchall()


def _by_month(orders):
    rows = (
        orders.order_by()
        .annotate(month=TruncMonth("placed_at"))
        .values("month")
        .annotate(n=Count("id"), turnover=Sum("total"))
        .order_by("month")
    )
    return [
        {"month": f"{row['month']:%Y-%m}", "orders": row["n"], "turnover": _money(row["turnover"])}
        for row in rows
    ]


def _top_brands(orders, limit=3):
    rows = (
        OrderLine.objects.filter(order__in=orders)
        .order_by()
        .values(brand=F("product__brand__name"))
        .annotate(pieces=Sum("quantity"))
        .order_by("-pieces", "brand")[:limit]
    )
    return list(rows)


def _money(amount):
    return str(Decimal(amount).quantize(Decimal("0.01")))
