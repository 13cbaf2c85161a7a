from decimal import Decimal

from django.test import TestCase
from rest_framework.test import APITestCase

from core.testing import make_method, make_order, make_product, make_staff, make_user
from shipping.models import Shipment
from shipping.services import ship_order


class ShipmentTests(TestCase):
    def test_all_lines_go(self):
        shipment = ship_order(make_order(None, (make_product(), 2), (make_product(), 1)), "T-1")
        self.assertEqual([item.quantity for item in shipment.items.all()], [2, 1])
        self.assertEqual(shipment.lines.count(), 2)

    def test_tracking_link(self):
        shipment = ship_order(make_order(), "T-1")
        self.assertEqual(shipment.tracking_link, "https://track.example.com/T-1")

    def test_goes_with_the_order(self):
        order = make_order()
        ship_order(order)
        order.payments.all().delete()
        order.delete()
        self.assertFalse(Shipment.objects.exists())

    def test_cost(self):
        method = make_method(free_from=Decimal(50))
        self.assertEqual(method.cost_for(Decimal("49.99")), Decimal("4.90"))
        self.assertEqual(method.cost_for(Decimal(50)), 0)


class ApiTests(APITestCase):
    def setUp(self):
        self.order = make_order()
        self.shipment = ship_order(self.order)

    def test_customers_see_their_own(self):
        self.client.force_authenticate(self.order.customer)
        row = self.client.get("/api/shipments/").json()["results"][0]
        self.assertEqual((row["order"], row["city"]), (self.order.number, "Berlin"))
        self.client.force_authenticate(make_user())
        self.assertEqual(self.client.get("/api/shipments/").json()["count"], 0)

    def test_delivered_is_for_staff(self):
        url = f"/api/shipments/{self.shipment.pk}/delivered/"
        self.client.force_authenticate(self.order.customer)
        self.assertEqual(self.client.post(url).status_code, 403)
        self.client.force_authenticate(make_staff())
        self.assertIsNotNone(self.client.post(url).json()["delivered_at"])

    def test_methods_by_code(self):
        self.client.force_authenticate(make_user())
        body = self.client.get("/api/shipping-methods/standard/").json()
        self.assertEqual(body["carrier"], "DHL")
