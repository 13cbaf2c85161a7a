import json

from django.test import TestCase, override_settings
from rest_framework.test import APITestCase

from core.testing import make_order, make_user
from orders.models import Order
from payments.models import LedgerEntry, Payment
from payments.services import capture, charge


class ServiceTests(TestCase):
    def test_same_key_charges_once(self):
        order = make_order()
        self.assertEqual(charge(order), charge(order))
        self.assertEqual(Payment.objects.count(), 1)

    def test_capture_is_booked(self):
        order = make_order()
        capture(order.payments.get())
        entry = LedgerEntry.objects.get()
        self.assertEqual((entry.amount, entry.order_number), (order.total, order.number))


@override_settings(PAYMENT_GATEWAY_SECRET="s3cret")
class WebhookTests(TestCase):
    def post(self, body, secret="s3cret"):
        return self.client.post(
            "/api/payments/webhook/",
            body if isinstance(body, str) else json.dumps(body),
            content_type="application/json",
            headers={"X-Gateway-Secret": secret},
        )

    def test_money_makes_the_order_paid(self):
        order = make_order()
        self.assertEqual(self.post({"order": order.number}).json()["status"], "captured")
        self.assertEqual(Order.objects.get().status, "paid")

    def test_wrong_secret(self):
        self.assertEqual(self.post({"order": "x"}, secret="no").status_code, 403)

    def test_nonsense(self):
        self.assertEqual(self.post("{").status_code, 400)

    def test_unknown_order(self):
        self.assertEqual(self.post({"order": "SO1"}).status_code, 404)


class ApiTests(APITestCase):
    def test_own_payments_only(self):
        order = make_order()
        self.client.force_authenticate(order.customer)
        url = f"/api/payments/orders/{order.pk}/"
        self.assertEqual(self.client.get(url).json()[0]["order"], order.number)
        self.client.force_authenticate(make_user())
        self.assertEqual(self.client.get(url).status_code, 404)
