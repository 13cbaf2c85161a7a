import io

from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase

from accounts.models import User
from backoffice.demo.world import PASSWORD
from core.testing import make_user
from inventory.models import StockRecord
from orders.models import Order
from payments.models import Payment


def seed(**options):
    out = io.StringIO()
    call_command("seed", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def picture():
    orders = Order.objects.values_list("number", "placed_at", "total", "customer__email", "status")
    payments = Payment.objects.order_by("id").values_list("id", "amount")
    # PostgreSQL truncates no table that has checks waiting for the end of the transaction.
    connection.check_constraints()
    return list(orders.order_by("id")), list(payments)


class SeedTests(TestCase):
    def test_demo_accounts_can_log_in(self):
        self.assertIn("staff@example.com", seed(orders=30))
        for username in ("staff", "customer"):
            self.assertTrue(User.objects.get(username=username).check_password(PASSWORD))
        self.assertTrue(Order.objects.filter(customer__username="customer").exists())

    def test_books_balance(self):
        seed(orders=60)
        for order in Order.objects.prefetch_related("lines"):
            subtotal = sum(line.total for line in order.lines.all())
            total = subtotal - order.discount_total + order.shipping_total
            self.assertEqual((order.subtotal, order.total), (subtotal, total))
        for record in StockRecord.objects.prefetch_related("reservations"):
            promised = sum(r.quantity for r in record.reservations.all())
            self.assertEqual(record.reserved, promised)

    def test_filled_database_is_refused(self):
        make_user()
        with self.assertRaisesMessage(CommandError, "--flush"):
            seed(orders=30)

    def test_nonsense_is_refused(self):
        with self.assertRaises(CommandError):
            seed(orders=0)

    def test_next_order_gets_the_next_id(self):
        seed(orders=30)
        order = Order.objects.get(pk=30)
        order.pk = None
        order.number = "SO-next"
        order.save()
        self.assertEqual(order.pk, 31)


class SameSeedTests(TestCase):
    def test_same_data(self):
        seed(orders=30, seed=7)
        first = picture()
        seed(orders=30, seed=7, flush=True)
        self.assertEqual(picture(), first)

    def test_other_data(self):
        seed(orders=30, seed=7)
        first = picture()
        seed(orders=30, seed=8, flush=True)
        self.assertNotEqual(picture(), first)
