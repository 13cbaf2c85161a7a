from django.core.cache import cache
from django.db.models import ProtectedError
from django.test import TestCase
from rest_framework.test import APITestCase

from catalog.models import Product, ProductImage, product_image_path
from core.testing import (
    make_category,
    make_order,
    make_product,
    make_promotion,
    make_staff,
    make_user,
)
from notifications.models import StockAlert
from orders.models import Order
from reviews.models import Review


class ProductTests(TestCase):
    def test_deleted_products_are_hidden_but_there(self):
        product = make_product()
        product.soft_delete()
        self.assertFalse(Product.objects.exists())
        self.assertTrue(Product.all_objects.exists())

    def test_in_stock(self):
        there = make_product(stock=1)
        make_product(stock=0)
        self.assertEqual(list(Product.objects.in_stock()), [there])

    def test_pieces_sold_leave_cancelled_orders_out(self):
        product = make_product()
        make_order(None, (product, 2))
        make_order(None, (product, 3))
        Order.objects.filter(lines__quantity=3).update(status="cancelled")
        self.assertEqual(Product.objects.with_sales().get().pieces_sold, 2)

    def test_reserved_products_cannot_be_deleted(self):
        product = make_product()
        # Set aside by hand, for a trade fair.
        product.stock_records.update(reserved=1)
        with self.assertRaisesMessage(ProtectedError, "reserved stock"):
            product.delete()

    def test_average_rating_comes_from_the_reviews(self):
        product = make_product()
        self.assertIsNone(product.average_rating)
        for rating in (4, 5):
            Review.objects.create(product=product, author=make_user(), rating=rating, title="x")
        self.assertEqual(product.average_rating, 4.5)

    def test_image_path(self):
        image = ProductImage(product=make_product("PAN-1"), position=3)
        self.assertEqual(product_image_path(image, "a.webp"), "products/PAN-1/03.webp")

    def test_natural_keys(self):
        category, product = make_category(), make_product("PAN-1")
        self.assertEqual(Product.objects.get_by_natural_key("PAN-1"), product)
        self.assertEqual(type(category).objects.get_by_natural_key("kitchen"), category)


class PageTests(TestCase):
    def setUp(self):
        cache.clear()
        self.product = make_product("PAN-1", name="Pan")

    def test_home_shows_offers(self):
        make_promotion().products.add(self.product)
        self.assertContains(self.client.get("/"), "Pan")

    def test_new_offers_are_seen_at_once(self):
        self.assertNotContains(self.client.get("/"), "Pan")
        make_promotion().products.add(self.product)
        self.assertContains(self.client.get("/"), "Pan")

    def test_new_categories_are_seen_at_once(self):
        self.client.get("/")
        make_category("Garden")
        self.assertContains(self.client.get("/"), "Garden")

    def test_category(self):
        self.product.categories.add(make_category())
        self.assertContains(self.client.get("/c/kitchen/"), "Pan")

    def test_product(self):
        answer = self.client.get("/p/pan-1/")
        self.assertContains(answer, "Into the cart")

    def test_product_out_of_stock(self):
        make_product("LAMP-1", stock=0)
        self.assertContains(self.client.get("/p/lamp-1/"), "Out of stock")

    def test_reviews_are_shown(self):
        author = make_user(first_name="Rosa")
        Review.objects.create(product=self.product, author=author, rating=5, title="Very good")
        self.assertContains(self.client.get("/p/pan-1/"), "Very good")


class ApiTests(APITestCase):
    def setUp(self):
        self.product = make_product("PAN-1", stock=7)
        self.user = make_user()
        self.client.force_authenticate(self.user)

    def test_list(self):
        row = self.client.get("/api/products/").json()["results"][0]
        self.assertEqual((row["sku"], row["available"]), ("PAN-1", 7))

    def test_on_offer(self):
        make_promotion().products.add(self.product)
        make_product()
        self.assertEqual(self.client.get("/api/products/?on_offer=true").json()["count"], 1)

    def test_bestsellers(self):
        lamp = make_product("LAMP-1")
        make_order(None, (lamp, 2))
        rows = self.client.get("/api/products/bestsellers/").json()
        self.assertEqual([row["sku"] for row in rows], ["LAMP-1", "PAN-1"])

    def test_watch(self):
        self.client.post(f"/api/products/{self.product.pk}/watch/")
        self.assertEqual(StockAlert.objects.get().user, self.user)

    def test_customers_change_nothing(self):
        self.assertEqual(self.client.delete(f"/api/products/{self.product.pk}/").status_code, 403)

    def test_staff_delete_softly(self):
        self.client.force_authenticate(make_staff())
        self.client.delete(f"/api/products/{self.product.pk}/")
        self.assertIsNotNone(Product.all_objects.get().deleted_at)
