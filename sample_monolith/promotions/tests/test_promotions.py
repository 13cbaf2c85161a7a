from datetime import timedelta
from decimal import Decimal

from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone
from rest_framework.test import APITestCase

from accounts.models import CustomerGroup
from catalog.models import Brand, Product
from core.testing import make_coupon, make_order, make_product, make_promotion, make_user
from promotions.models import GiftCard, Promotion
from promotions.services import CouponError, best_promotion, discount_for, find_coupon, redeem


class PromotionTests(TestCase):
    def test_running(self):
        now = timezone.now()
        running = make_promotion()
        make_promotion("over", ends_at=now)
        make_promotion("later", starts_at=now + timedelta(days=1))
        make_promotion("off", is_active=False)
        self.assertEqual(list(Promotion.objects.running(now)), [running])

    def test_groups(self):
        user, promotion = make_user(), make_promotion()
        group = CustomerGroup.objects.create(name="Trade", slug="trade")
        promotion.customer_groups.add(group)
        self.assertIsNone(best_promotion(user, Decimal(50)))
        group.members.add(user)
        self.assertEqual(best_promotion(user, Decimal(50)), promotion)

    def test_amount_is_never_more_than_the_order(self):
        promotion = make_promotion(kind="amount", value=Decimal(50))
        self.assertEqual(discount_for(promotion, Decimal(20)), Decimal(20))

    def test_fixture_names_groups_by_natural_key(self):
        call_command("loaddata", "customer_groups", "trade_promotion", verbosity=0)
        self.assertEqual(Promotion.objects.get().customer_groups.get().slug, "trade")


class CouponTests(TestCase):
    def test_belongs_to_somebody_else(self):
        make_coupon(assigned_to=make_user())
        with self.assertRaisesMessage(CouponError, "another customer"):
            find_coupon("SPRING", make_user(), Decimal(50))

    def test_promotion_has_ended(self):
        make_coupon(promotion=make_promotion(ends_at=timezone.now()))
        with self.assertRaisesMessage(CouponError, "ended"):
            find_coupon("SPRING", make_user(), Decimal(50))

    def test_last_use_goes_to_one(self):
        coupon = make_coupon()
        redeem(coupon)
        with self.assertRaises(CouponError):
            redeem(coupon)


class GiftCardTests(TestCase):
    def test_is_a_product_like_others(self):
        brand = Brand.objects.create(name="House", slug="house")
        fields = {"name": "Card", "slug": "card", "kind": "gift_card", "brand": brand}
        card = GiftCard.objects.create(sku="G-25", price=25, face_value=25, **fields)
        product = Product.objects.get(sku="G-25")
        self.assertEqual(product.giftcard, card)
        self.assertEqual(make_order(None, (product, 1)).total, 25)


class ApiTests(APITestCase):
    def setUp(self):
        self.client.force_authenticate(make_user())

    def test_list(self):
        make_promotion().products.add(make_product("PAN-1"))
        row = self.client.get("/api/promotions/").json()["results"][0]
        self.assertEqual(row["products"], ["PAN-1"])

    def test_check(self):
        make_coupon()
        self.assertTrue(self.client.get("/api/coupons/spring/?subtotal=10").json()["valid"])
        self.assertFalse(self.client.get("/api/coupons/nope/").json()["valid"])
