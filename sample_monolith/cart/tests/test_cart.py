from decimal import Decimal

from django.test import TestCase
from rest_framework.test import APITestCase

from cart.models import Cart
from core.testing import make_coupon, make_product, make_promotion, make_user


class PageTests(TestCase):
    def setUp(self):
        self.product = make_product("PAN-1", name="Pan", price="20.00")

    def test_guest_keeps_a_cart_in_the_session(self):
        self.client.post("/cart/add/PAN-1/", {"quantity": 2})
        self.assertContains(self.client.get("/cart/"), "40.00 EUR")

    def test_same_product_again_adds_up(self):
        for _ in range(2):
            self.client.post("/cart/add/PAN-1/")
        self.assertEqual(Cart.objects.get().items.get().quantity, 2)

    def test_header_counts_pieces(self):
        self.client.post("/cart/add/PAN-1/", {"quantity": 3})
        self.assertContains(self.client.get("/"), "Cart (3)")

    def test_quantity_zero_removes(self):
        self.client.post("/cart/add/PAN-1/")
        self.client.post("/cart/update/PAN-1/", {"quantity": 0})
        self.assertFalse(Cart.objects.get().items.exists())

    def test_coupon(self):
        self.client.force_login(make_user())
        self.client.post("/cart/add/PAN-1/")
        make_coupon()
        self.client.post("/cart/coupon/", {"code": "SPRING"})
        self.assertEqual(Cart.objects.get().coupon.code, "SPRING")

    def test_coupon_below_its_minimum(self):
        self.client.force_login(make_user())
        self.client.post("/cart/add/PAN-1/")
        make_coupon(promotion=make_promotion(minimum_total=Decimal(90)))
        answer = self.client.post("/cart/coupon/", {"code": "SPRING"}, follow=True)
        self.assertContains(answer, "must reach")


class ApiTests(APITestCase):
    def setUp(self):
        make_product("PAN-1", price="20.00")
        self.client.force_authenticate(make_user())

    def test_put_get_delete(self):
        self.client.put("/api/cart/items/PAN-1/", {"quantity": 2}, format="json")
        self.assertEqual(self.client.get("/api/cart/").json()["total"], "40.00")
        self.assertEqual(self.client.delete("/api/cart/").status_code, 204)
        self.assertEqual(self.client.get("/api/cart/").json()["items"], [])

    def test_unknown_product(self):
        answer = self.client.put("/api/cart/items/NO/", {"quantity": 2}, format="json")
        self.assertEqual(answer.status_code, 404)
