import io
from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import connection
from django.test import TestCase, override_settings

from core.testing import make_address, make_order, make_product, make_staff, make_user
from orders.checks import vat_rate_is_a_number
from orders.models import Order
from orders.selectors import customers_without_orders_since, order_stats, top_products
from support.models import Ticket


class QuerySetTests(TestCase):
    def test_visible_to_customer_and_staff(self):
        order, _ = make_order(), make_order()
        self.assertEqual(list(Order.objects.visible_to(order.customer)), [order])
        self.assertEqual(Order.objects.visible_to(make_staff()).count(), 2)

    def test_open(self):
        make_order()
        self.assertEqual(Order.objects.open().count(), 1)
        Order.objects.update(status="delivered")
        self.assertEqual(Order.objects.open().count(), 0)

    def test_to_country(self):
        user = make_user()
        make_address(user)
        make_order(user, shipping_address=make_address(user, country="AT"))
        make_order(user)
        self.assertEqual(Order.objects.to_country("AT").count(), 1)

    def test_with_open_tickets(self):
        order = make_order()
        Ticket.objects.create(customer=order.customer, order=order, subject="?")
        self.assertTrue(Order.objects.with_open_tickets().get().has_open_ticket)

    def test_natural_key(self):
        order = make_order()
        self.assertEqual(Order.objects.get_by_natural_key(*order.natural_key()), order)


class SelectorTests(TestCase):
    def test_months_and_tiers(self):
        make_order(make_user(loyalty_tier="gold"))
        Order.objects.update(placed_at=datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
        stats = order_stats(Order.objects.all())
        # Half past eleven in London is April in Berlin.
        self.assertEqual([row["month"] for row in stats["by_month"]], ["2026-04"])
        self.assertEqual([row["tier"] for row in stats["by_tier"]], ["gold"])

    def test_cancelled_orders_are_not_sold(self):
        make_order()
        Order.objects.update(status="cancelled")
        self.assertEqual(order_stats(Order.objects.all())["orders"], 0)

    def test_top_products_are_sorted_and_limited(self):
        lamp, pan = make_product("LAMP"), make_product("PAN")
        make_order(None, (lamp, 3), (pan, 1))
        rows = top_products(Order.objects.all(), limit=1)
        self.assertEqual([(row["sku"], row["pieces"]) for row in rows], [("LAMP", 3)])

    def test_customers_who_left(self):
        order = make_order()
        later = order.placed_at + timedelta(days=1)
        earlier = order.placed_at - timedelta(days=1)
        row = (order.customer_id, order.customer.email)
        self.assertEqual([tuple(r) for r in customers_without_orders_since(later)], [row])
        self.assertEqual(list(customers_without_orders_since(earlier)), [])

    def test_raw_sql_uses_the_tables_the_models_name(self):
        self.assertIn("orders_order", connection.introspection.table_names())


class CommandTests(TestCase):
    def test_cancel_unpaid(self):
        order = make_order()
        Order.objects.update(placed_at=order.placed_at - timedelta(hours=50))
        out = io.StringIO()
        call_command("cancel_unpaid", stdout=out, stderr=io.StringIO())
        self.assertEqual(out.getvalue(), f"{order.number}\n")

    def test_export_one_customer(self):
        order, _ = make_order(), make_order()
        out = io.StringIO()
        call_command("export_orders", email=order.customer.email, stdout=out)
        self.assertEqual([row[:10] for row in out.getvalue().split()[1:]], [order.number])

    def test_export_one_day(self):
        make_order()
        out = io.StringIO()
        call_command("export_orders", "--day", "2001-01-01", stdout=out)
        self.assertEqual(len(out.getvalue().splitlines()), 1)

    def test_sleeping_customers(self):
        order = make_order()
        later = order.placed_at + timedelta(days=2)
        out = io.StringIO()
        call_command("sleeping_customers", f"{later:%Y-%m-%d}", stdout=out)
        self.assertEqual(out.getvalue(), f"{order.customer.email}\n")


class CheckTests(TestCase):
    @override_settings(SHOP_VAT_RATE="much")
    def test_vat_rate_must_be_a_number(self):
        self.assertEqual([error.id for error in vat_rate_is_a_number(None)], ["orders.E001"])
