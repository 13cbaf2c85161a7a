from decimal import Decimal

from django.test import TestCase, override_settings

from core.testing import (
    make_address,
    make_coupon,
    make_method,
    make_order,
    make_product,
    make_promotion,
    make_user,
)
from inventory.models import Reservation, StockRecord
from inventory.services import OutOfStock
from orders.models import Order
from orders.services.checkout import EmptyOrder, checkout_cart, place_order
from orders.services.pricing import included_tax, quote
from orders.signals import order_placed
from payments.models import Payment, PaymentMethod
from payments.services import PaymentDeclined
from promotions.models import Coupon
from promotions.services import CouponError


class PlaceOrderTests(TestCase):
    def setUp(self):
        self.user = make_user()
        self.product = make_product("PAN-1", price="20.00", stock=5)

    def test_total_is_lines_plus_shipping(self):
        order = make_order(self.user, (self.product, 2))
        self.assertEqual(order.subtotal, Decimal("40.00"))
        self.assertEqual(order.shipping_total, Decimal("4.90"))
        self.assertEqual(order.total, Decimal("44.90"))

    def test_number_follows_the_id(self):
        order = make_order(self.user, (self.product, 1))
        self.assertEqual(order.number, f"SO{order.pk:08d}")

    def test_lines_keep_name_and_price_of_the_day(self):
        order = make_order(self.user, (self.product, 1))
        self.product.price = Decimal("99.00")
        self.product.save()
        line = order.lines.get()
        self.assertEqual((line.sku, line.unit_price), ("PAN-1", Decimal("20.00")))

    def test_stock_is_reserved(self):
        order = make_order(self.user, (self.product, 2))
        self.assertEqual(StockRecord.objects.get(product=self.product).reserved, 2)
        self.assertEqual(Reservation.objects.get(line__order=order).quantity, 2)

    def test_line_names_the_warehouse(self):
        line = make_order(self.user, (self.product, 1)).lines.get()
        self.assertEqual(line.warehouse.code, "ber")

    def test_out_of_stock_leaves_nothing_behind(self):
        with self.assertRaises(OutOfStock):
            make_order(self.user, (make_product(stock=9), 1), (self.product, 6))
        self.assertFalse(Order.objects.exists())
        self.assertFalse(StockRecord.objects.filter(reserved__gt=0).exists())

    def test_products_taken_off_the_shop_are_refused(self):
        self.product.is_active = False
        self.product.save()
        with self.assertRaises(OutOfStock):
            make_order(self.user, (self.product, 1))

    def test_digital_products_need_neither_stock_nor_shipping(self):
        download = make_product("PDF-1", price="5.00", stock=None, kind="digital")
        order = make_order(self.user, (download, 1))
        self.assertEqual(order.total, Decimal("5.00"))

    def test_a_pending_payment_is_made(self):
        order = make_order(self.user, (self.product, 1))
        self.assertEqual(Payment.objects.get(order=order).status, "pending")

    def test_first_event_says_who(self):
        event = make_order(self.user, (self.product, 1)).events.get()
        self.assertEqual((event.to_status, event.actor), ("pending", self.user))

    def test_nothing_ordered_is_refused(self):
        with self.assertRaises(EmptyOrder):
            place_order(
                self.user,
                [],
                shipping_address=make_address(self.user),
                shipping_method=make_method(),
            )

    def test_same_client_reference_gives_the_same_order(self):
        first = make_order(self.user, (self.product, 1), client_reference="abc")
        second = make_order(self.user, (self.product, 1), client_reference="abc")
        self.assertEqual(first, second)

    def test_references_of_others_do_not_matter(self):
        make_order(self.user, (self.product, 1), client_reference="abc")
        make_order(make_user(), (self.product, 1), client_reference="abc")
        self.assertEqual(Order.objects.count(), 2)

    def test_billing_address_defaults_to_shipping_address(self):
        order = make_order(self.user, (self.product, 1))
        self.assertEqual(order.billing_address, order.shipping_address)

    def test_signal_is_sent_after_commit(self):
        seen = []
        receiver = lambda order, **kwargs: seen.append(order.number)  # noqa: E731
        order_placed.connect(receiver)
        self.addCleanup(order_placed.disconnect, receiver)
        with self.captureOnCommitCallbacks() as callbacks:
            order = make_order(self.user, (self.product, 1))
            self.assertEqual(seen, [])
        for callback in callbacks:
            callback()
        self.assertEqual(seen, [order.number])

    @override_settings(PAYMENT_GATEWAY="payments.gateways.CardGateway")
    def test_captured_payment_makes_the_order_paid(self):
        card = PaymentMethod.objects.create(user=self.user, label="Card", token="tok_1")
        order = make_order(self.user, (self.product, 1), payment_method=card)
        self.assertEqual(order.status, Order.Status.PAID)

    @override_settings(PAYMENT_GATEWAY="payments.gateways.CardGateway")
    def test_declined_card_leaves_nothing_behind(self):
        card = PaymentMethod.objects.create(user=self.user, label="Card", token="decline")
        with self.assertRaises(PaymentDeclined):
            make_order(self.user, (self.product, 1), payment_method=card)
        self.assertFalse(Order.objects.exists())


class CouponTests(TestCase):
    def setUp(self):
        self.user = make_user()
        self.product = make_product(price="50.00")

    def test_coupon_is_taken_off_and_counted(self):
        make_coupon()
        order = make_order(self.user, (self.product, 1), coupon_code="spring")
        self.assertEqual(order.discount_total, Decimal("5.00"))
        self.assertEqual(Coupon.objects.get().used_count, 1)
        self.assertEqual([coupon.code for coupon in order.coupons.all()], ["SPRING"])

    def test_used_up_coupon_is_refused(self):
        make_coupon(used_count=1)
        with self.assertRaises(CouponError):
            make_order(self.user, (self.product, 1), coupon_code="SPRING")

    def test_free_shipping(self):
        make_coupon(promotion=make_promotion(kind="free_shipping", value=0))
        order = make_order(self.user, (self.product, 1), coupon_code="SPRING")
        self.assertEqual(order.shipping_total, 0)

    def test_best_promotion_applies_by_itself(self):
        make_promotion("small", value=Decimal(5))
        big = make_promotion("big", value=Decimal(20))
        order = make_order(self.user, (self.product, 1))
        self.assertEqual((order.promotion, order.discount_total), (big, Decimal("10.00")))


class PricingTests(TestCase):
    def test_included_tax(self):
        self.assertEqual(included_tax(Decimal("119.00")), Decimal("19.00"))

    @override_settings(SHOP_VAT_RATE="0.07")
    def test_tax_rate_is_a_setting(self):
        self.assertEqual(included_tax(Decimal("107.00")), Decimal("7.00"))

    def test_shipping_is_free_from_an_amount_on(self):
        method = make_method("free", free_from=Decimal(10))
        price = quote([(make_product(), 1)], user=make_user(), shipping_method=method)
        self.assertEqual(price.shipping, 0)


class CheckoutCartTests(TestCase):
    def setUp(self):
        self.user = make_user()
        self.cart = self.user.cart if hasattr(self.user, "cart") else None

    def test_cart_becomes_an_order_and_is_emptied(self):
        from cart.models import Cart

        cart = Cart.objects.create(user=self.user, coupon=make_coupon())
        cart.items.create(product=make_product(price="30.00"), quantity=2)
        order = checkout_cart(
            cart, shipping_address=make_address(self.user), shipping_method=make_method()
        )
        cart.refresh_from_db()
        self.assertEqual(order.subtotal, Decimal("60.00"))
        self.assertEqual(order.metadata, {"cart_id": str(cart.pk)})
        self.assertEqual((cart.items.count(), cart.coupon), (0, None))
