from datetime import timedelta

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone
from rest_framework.test import APITestCase

from core.testing import make_order, make_product, make_staff, make_user, make_warehouse
from inventory import services
from inventory.models import Reservation, StockRecord
from inventory.tasks import expire_reservations
from notifications.models import Notification, StockAlert
from orders.models import Order


class StockTests(TestCase):
    def test_record_points_to_the_sku(self):
        product = make_product("PAN-1")
        self.assertEqual(StockRecord.objects.get().product_id, "PAN-1")
        self.assertEqual(StockRecord.objects.get().product, product)

    def test_never_more_reserved_than_there(self):
        make_product(stock=1)
        with self.assertRaises(IntegrityError), transaction.atomic():
            StockRecord.objects.update(reserved=2)

    def test_closed_warehouses_deliver_nothing(self):
        product = make_product(stock=None)
        closed = make_warehouse("graz", is_active=False)
        StockRecord.objects.create(warehouse=closed, product=product, on_hand=9)
        self.assertEqual(services.available_pieces(product), 0)
        with self.assertRaises(services.OutOfStock):
            make_order(None, (product, 1))

    def test_second_warehouse_helps_out(self):
        product = make_product(stock=1)
        other = make_warehouse("ham")
        StockRecord.objects.create(warehouse=other, product=product, on_hand=9)
        self.assertEqual(make_order(None, (product, 5)).lines.get().warehouse, other)

    def test_release_counts_pieces(self):
        order = make_order(None, (make_product(), 3))
        self.assertEqual(services.release(order), 3)
        self.assertFalse(Reservation.objects.exists())

    def test_reservations_of_cancelled_orders_expire(self):
        make_order(None, (make_product(), 3))
        Order.objects.update(status="cancelled")
        Reservation.objects.update(expires_at=timezone.now() - timedelta(hours=1))
        self.assertEqual(expire_reservations(), 3)

    def test_watchers_hear_of_new_stock(self):
        product, user = make_product(stock=0), make_user()
        StockAlert.objects.create(product=product, user=user)
        record = StockRecord.objects.get()
        record.on_hand = 5
        record.save()
        self.assertEqual(Notification.objects.get(user=user).kind, "back-in-stock")
        self.assertIsNotNone(StockAlert.objects.get().sent_at)


class ApiTests(APITestCase):
    def test_staff_only(self):
        self.client.force_authenticate(make_user())
        self.assertEqual(self.client.get("/api/stock/").status_code, 403)

    def test_by_brand(self):
        make_product("PAN-1")
        self.client.force_authenticate(make_staff())
        rows = self.client.get("/api/stock/?product__brand__slug=fjell").json()["results"]
        self.assertEqual([row["product"] for row in rows], ["PAN-1"])
