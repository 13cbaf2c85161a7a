import io
from datetime import timedelta

from django.core.cache import cache
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone
from rest_framework.test import APITestCase

from backoffice.reporting.management.commands.nightly import LOCK
from backoffice.reporting.models import DailySales, ProductSales
from backoffice.reporting.tasks import build_daily_sales
from core.testing import make_order, make_product, make_staff, make_user
from orders.models import Order


class DailySalesTests(TestCase):
    def test_yesterday(self):
        product = make_product()
        order = make_order(None, (product, 2))
        Order.objects.update(placed_at=timezone.now() - timedelta(days=1))
        build_daily_sales(days=2)
        row = DailySales.objects.first()
        self.assertEqual((row.order_count, row.gross), (1, order.total))
        self.assertEqual(row.top_product_ids, [product.pk])

    def test_again_gives_the_same(self):
        build_daily_sales(days=1)
        build_daily_sales(days=1)
        self.assertEqual(DailySales.objects.count(), 1)


class ProductSalesTests(TestCase):
    def test_view_adds_up(self):
        product = make_product(price="10.00")
        make_order(None, (product, 2))
        make_order(None, (product, 3))
        row = ProductSales.objects.get()
        self.assertEqual((row.product, row.pieces, row.revenue), (product, 5, 50))

    def test_cancelled_orders_do_not_count(self):
        make_order()
        Order.objects.update(status="cancelled")
        self.assertFalse(ProductSales.objects.exists())


class PageTests(TestCase):
    def setUp(self):
        cache.clear()
        self.client.force_login(make_staff())

    def test_dashboard(self):
        make_order(None, (make_product(name="Pan"), 2))
        self.assertContains(self.client.get("/reports/"), "Pan: 2")

    def test_dashboard_sees_new_orders(self):
        self.client.get("/reports/")
        with self.captureOnCommitCallbacks(execute=True):
            make_order(None, (make_product(name="Pan"), 2))
        self.assertContains(self.client.get("/reports/"), "Pan: 2")

    def test_products(self):
        make_order(None, (make_product("PAN-1"), 1))
        self.assertContains(self.client.get("/reports/products/"), "PAN-1")

    def test_customers_are_refused(self):
        self.client.force_login(make_user())
        self.assertEqual(self.client.get("/reports/").status_code, 403)


class NightlyTests(TestCase):
    def setUp(self):
        cache.clear()

    def test_runs(self):
        out = io.StringIO()
        call_command("nightly", stdout=out, stderr=io.StringIO())
        self.assertIn("0 invoices", out.getvalue())
        self.assertEqual(DailySales.objects.count(), 1)

    def test_one_at_a_time(self):
        cache.add(LOCK, 1)
        self.addCleanup(cache.delete, LOCK)
        err = io.StringIO()
        call_command("nightly", stdout=io.StringIO(), stderr=err)
        self.assertIn("Somebody else", err.getvalue())


class ApiTests(APITestCase):
    def test_by_day(self):
        DailySales.objects.create(day="2026-01-02", order_count=3)
        self.client.force_authenticate(make_staff())
        self.assertEqual(self.client.get("/api/daily-sales/2026-01-02/").json()["order_count"], 3)
