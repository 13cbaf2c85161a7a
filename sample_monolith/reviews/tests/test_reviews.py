from django.test import TestCase
from rest_framework.test import APITestCase

from core.testing import make_order, make_product, make_user
from orders.models import Order
from reviews.models import Review
from reviews.services import NotAllowed, bought_line, write_review


class ReviewTests(TestCase):
    def setUp(self):
        self.product = make_product("PAN-1")
        self.order = make_order(None, (self.product, 1))
        self.user = self.order.customer

    def test_verified_when_delivered(self):
        self.assertIsNone(bought_line(self.user, self.product))
        Order.objects.update(status="delivered")
        review = write_review(self.user, self.product, rating=5, title="x")
        self.assertTrue(review.is_verified_purchase)

    def test_one_a_customer(self):
        write_review(self.user, self.product, rating=5, title="x")
        with self.assertRaises(NotAllowed):
            write_review(self.user, self.product, rating=1, title="y")

    def test_outlives_the_order(self):
        Order.objects.update(status="delivered")
        review = write_review(self.user, self.product, rating=5, title="x")
        self.order.payments.all().delete()
        self.order.delete()
        review.refresh_from_db()
        self.assertFalse(review.is_verified_purchase)

    def test_page(self):
        self.client.force_login(self.user)
        self.client.post("/reviews/PAN-1/new/", {"rating": 4, "title": "Good"})
        self.assertEqual(Review.objects.get().author, self.user)


class ApiTests(APITestCase):
    def test_anonymous_may_read(self):
        self.assertEqual(self.client.get("/api/reviews/").status_code, 200)

    def test_write_and_twice(self):
        make_product("PAN-1")
        self.client.force_authenticate(make_user())
        data = {"product": "PAN-1", "rating": 4, "title": "Good"}
        self.assertEqual(self.client.post("/api/reviews/", data).status_code, 201)
        self.assertEqual(self.client.post("/api/reviews/", data).status_code, 400)
