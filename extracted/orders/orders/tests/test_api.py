from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.cache import cache
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.test import APITestCase

from cart.models import Cart
from core.models import FeatureFlag
from core.testing import (
    make_address,
    make_coupon,
    make_order,
    make_product,
    make_staff,
    make_user,
)
from inventory.models import StockRecord
from orders.models import Order
from orders.services.invoices import issue_invoice
from payments.services import capture
from shipping.services import ship_order


class OrderApiTestCase(APITestCase):
    def setUp(self):
        self.user = make_user("carla", first_name="Carla", last_name="Kundin")
        self.pan = make_product("PAN-1", name="Pan", price="20.00", stock=50)
        self.lamp = make_product("LAMP-1", name="Lamp", price="35.00", stock=50)
        self.order = make_order(self.user, (self.pan, 2), (self.lamp, 1))
        self.client.force_authenticate(self.user)

    def url(self, suffix="", order=None):
        return f"/api/orders/{(order or self.order).pk}/{suffix}"

    def as_staff(self):
        self.staff = make_staff()
        self.client.force_authenticate(self.staff)


class ReadTests(OrderApiTestCase):
    def test_anonymous_is_refused(self):
        self.client.force_authenticate(None)
        self.assertEqual(self.client.get("/api/orders/").status_code, 401)

    def test_token_works(self):
        self.client.force_authenticate(None)
        token = Token.objects.create(user=self.user)
        answer = self.client.get("/api/orders/", headers={"Authorization": f"Token {token.key}"})
        self.assertEqual(answer.json()["count"], 1)

    def test_list_shows_own_orders_only(self):
        make_order(make_user(), (self.pan, 1))
        rows = self.client.get("/api/orders/").json()["results"]
        self.assertEqual([row["number"] for row in rows], [self.order.number])
        self.assertEqual(rows[0]["customer"], "carla@example.com")
        self.assertEqual(rows[0]["item_count"], 3)

    def test_list_is_newest_first(self):
        second = make_order(self.user, (self.pan, 1))
        Order.objects.filter(pk=second.pk).update(placed_at=timezone.now() - timedelta(days=9))
        rows = self.client.get("/api/orders/").json()["results"]
        self.assertEqual([row["id"] for row in rows], [self.order.pk, second.pk])

    def test_list_takes_a_fixed_number_of_queries(self):
        make_order(self.user, (self.pan, 1))
        with self.assertNumQueries(5):
            self.client.get("/api/orders/")

    def test_detail_nests_everything(self):
        body = self.client.get(self.url()).json()
        self.assertEqual(body["customer"]["name"], "Carla Kundin")
        self.assertEqual(body["shipping_address"]["city"], "Berlin")
        self.assertEqual([line["product"]["sku"] for line in body["lines"]], ["LAMP-1", "PAN-1"])
        self.assertEqual(body["payments"][0]["status"], "pending")
        self.assertEqual(body["shipping_method"], "standard")
        self.assertIsNone(body["invoice"])

    def test_order_of_another_customer_is_not_found(self):
        other = make_order(make_user(), (self.pan, 1))
        self.assertEqual(self.client.get(self.url(order=other)).status_code, 404)

    def test_history(self):
        body = self.client.get(self.url("history/")).json()
        self.assertEqual([(e["to_status"], e["actor"]) for e in body], [("pending", "carla")])

    def test_invoice_is_not_found_before_it_is_written(self):
        self.assertEqual(self.client.get(self.url("invoice/")).status_code, 404)
        number = issue_invoice(self.order).number
        self.assertEqual(self.client.get(self.url("invoice/")).json()["number"], number)

    def test_summary(self):
        body = self.client.get("/api/orders/summary/").json()
        self.assertEqual(body["customer"], "carla@example.com")
        self.assertEqual((body["orders"], body["open"]), (1, 1))
        self.assertEqual(body["latest"], self.order.number)

    def test_lines_on_their_own(self):
        rows = self.client.get("/api/order-lines/?sku=PAN-1").json()["results"]
        self.assertEqual([(row["brand"], row["quantity"]) for row in rows], [("Fjell", 2)])

    def test_track_needs_the_right_email(self):
        self.client.force_authenticate(None)
        url = f"/api/orders/track/{self.order.number}/"
        self.assertEqual(self.client.get(f"{url}?email=x@example.com").status_code, 404)
        body = self.client.get(f"{url}?email=CARLA@example.com").json()
        self.assertEqual(body["status"], "pending")


class FilterTests(OrderApiTestCase):
    def setUp(self):
        super().setUp()
        self.other = make_order(make_user("otto"), (self.lamp, 1))
        self.as_staff()

    def numbers(self, query):
        rows = self.client.get(f"/api/orders/?{query}").json()["results"]
        return {row["number"] for row in rows}

    def test_staff_see_all(self):
        self.assertEqual(self.numbers(""), {self.order.number, self.other.number})

    def test_by_customer_email(self):
        self.assertEqual(self.numbers("customer__email=OTTO@example.com"), {self.other.number})

    def test_by_sku(self):
        self.assertEqual(self.numbers("sku=PAN-1"), {self.order.number})

    def test_by_brand_lists_an_order_once(self):
        self.assertEqual(len(self.client.get("/api/orders/?brand=fjell").json()["results"]), 2)

    def test_by_status(self):
        self.assertEqual(self.numbers("status=paid&status=shipped"), set())

    def test_by_carrier(self):
        self.assertEqual(len(self.numbers("shipping_method__carrier__code=dhl")), 2)

    def test_by_country(self):
        self.assertEqual(self.numbers("country=AT"), set())

    def test_by_total(self):
        self.assertEqual(self.numbers("min_total=50"), {self.order.number})

    def test_sorted_by_customer(self):
        rows = self.client.get("/api/orders/?ordering=-customer").json()["results"]
        self.assertEqual([row["customer"][:4] for row in rows], ["otto", "carl"])

    def test_page_size(self):
        body = self.client.get("/api/orders/?page_size=1").json()
        self.assertEqual((body["count"], len(body["results"])), (2, 1))


class CreateTests(OrderApiTestCase):
    def setUp(self):
        super().setUp()
        self.address = self.user.addresses.get()
        self.data = {
            "lines": [{"product": "PAN-1", "quantity": 1}],
            "shipping_address": self.address.pk,
            "shipping_method": "standard",
        }

    def post(self, **changes):
        return self.client.post("/api/orders/", {**self.data, **changes}, format="json")

    def test_creates(self):
        answer = self.post()
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(answer.json()["total"], "24.90")

    def test_foreign_address_is_refused(self):
        other = make_address(make_user())
        self.assertEqual(self.post(shipping_address=other.pk).status_code, 400)

    def test_unknown_product_is_refused(self):
        answer = self.post(lines=[{"product": "NO", "quantity": 1}])
        self.assertContains(answer, "sku=NO", status_code=400)

    def test_no_lines_are_refused(self):
        self.assertEqual(self.post(lines=[]).status_code, 400)

    def test_same_product_twice_is_refused(self):
        line = {"product": "PAN-1", "quantity": 1}
        self.assertEqual(self.post(lines=[line, line]).status_code, 400)

    def test_out_of_stock_is_refused(self):
        answer = self.post(lines=[{"product": "PAN-1", "quantity": 900}])
        self.assertEqual(answer.json(), {"lines": "Pan is out of stock."})

    def test_bad_coupon_is_refused(self):
        self.assertIn("coupon_code", self.post(coupon_code="NOPE").json())

    def test_good_coupon_is_shown(self):
        make_coupon()
        self.assertEqual(self.post(coupon_code="SPRING").json()["coupons"], ["SPRING"])

    def test_client_reference_makes_it_repeatable(self):
        first, second = self.post(client_reference="r1"), self.post(client_reference="r1")
        self.assertEqual(first.json()["id"], second.json()["id"])

    def test_checkout_of_the_cart(self):
        cart = Cart.objects.create(user=self.user)
        cart.items.create(product=self.lamp, quantity=1)
        data = {"shipping_address": self.address.pk, "shipping_method": "standard"}
        answer = self.client.post("/api/checkout/", data, format="json")
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(answer.json()["lines"][0]["sku"], "LAMP-1")

    def test_checkout_of_an_empty_cart_is_refused(self):
        data = {"shipping_address": self.address.pk, "shipping_method": "standard"}
        self.assertEqual(self.client.post("/api/checkout/", data, format="json").status_code, 400)


class ChangeTests(OrderApiTestCase):
    def test_note_to_an_open_order(self):
        answer = self.client.patch(self.url(), {"customer_note": "ring twice"}, format="json")
        self.assertEqual(answer.json()["customer_note"], "ring twice")

    def test_note_to_a_sent_order_is_refused(self):
        Order.objects.update(status="shipped")
        answer = self.client.patch(self.url(), {"customer_note": "x"}, format="json")
        self.assertEqual(answer.status_code, 400)

    def test_cancel(self):
        answer = self.client.post(self.url("cancel/"), {"reason": "too late"}, format="json")
        self.assertEqual(answer.json()["status"], "cancelled")
        self.assertFalse(StockRecord.objects.filter(reserved__gt=0).exists())

    def test_cancel_twice_is_a_conflict(self):
        self.client.post(self.url("cancel/"))
        self.assertEqual(self.client.post(self.url("cancel/")).status_code, 409)

    def test_cancel_of_a_sent_order_is_a_conflict(self):
        capture(self.order.payments.get())
        ship_order(self.order)
        self.assertEqual(self.client.post(self.url("cancel/")).status_code, 409)

    def test_customers_cannot_refund(self):
        answer = self.client.post(self.url("refund/"), {"amount": "1.00"}, format="json")
        self.assertEqual(answer.status_code, 403)

    def test_accounting_can_refund(self):
        capture(self.order.payments.get())
        clerk = make_user("books")
        clerk.groups.add(Group.objects.get(name="Accounting"))
        self.client.force_authenticate(clerk)
        answer = self.client.post(self.url("refund/"), {"amount": "1.00"}, format="json")
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(answer.json()["requested_by"], "books")

    def test_refund_of_an_unpaid_order_is_refused(self):
        self.as_staff()
        answer = self.client.post(self.url("refund/"), {"amount": "1.00"}, format="json")
        self.assertEqual(answer.status_code, 400)

    def test_customers_notes_are_not_internal(self):
        answer = self.client.post(self.url("notes/"), {"body": "Hello"}, format="json")
        self.assertEqual((answer.status_code, answer.json()["is_internal"]), (201, False))

    def test_customers_do_not_see_internal_notes(self):
        self.order.notes.create(author=self.user, body="secret", is_internal=True)
        self.assertEqual(self.client.get(self.url("notes/")).json(), [])
        self.as_staff()
        self.assertEqual(len(self.client.get(self.url("notes/")).json()), 1)


class StaffTests(OrderApiTestCase):
    def test_customers_get_no_stats(self):
        self.assertEqual(self.client.get("/api/orders/stats/").status_code, 403)

    def test_stats(self):
        make_order(make_user(), (self.lamp, 4))
        self.as_staff()
        body = self.client.get("/api/orders/stats/").json()
        self.assertEqual(body["orders"], 2)
        self.assertEqual(body["top_products"][0]["sku"], "LAMP-1")
        self.assertEqual(body["by_status"], {"pending": 2})
        self.assertEqual(body["by_tier"][0]["tier"], "standard")
        self.assertNotIn("top_brands", body)

    def test_stats_respect_filters(self):
        self.as_staff()
        body = self.client.get("/api/orders/stats/?status=paid").json()
        self.assertEqual((body["orders"], body["turnover"]), (0, "0.00"))

    def test_brands_are_behind_a_flag(self):
        flag = FeatureFlag.objects.get(name="brand-stats")
        flag.enabled = True
        flag.save()
        self.addCleanup(cache.clear)
        self.as_staff()
        body = self.client.get("/api/orders/stats/").json()
        self.assertEqual(body["top_brands"], [{"brand": "Fjell", "pieces": 3}])

    def test_csv_export(self):
        self.as_staff()
        answer = self.client.get("/api/orders/export/")
        self.assertEqual(answer["Content-Type"], "text/csv; charset=utf-8")
        rows = answer.content.decode().splitlines()
        self.assertEqual(rows[0].split(",")[0], "number")
        self.assertIn("carla@example.com,Berlin,DE,3", rows[1])

    def test_accountants_export(self):
        self.as_staff()
        rows = self.client.get("/api/orders/export/?as=datev").content.decode().splitlines()
        self.assertTrue(rows[1].startswith(str(self.order.total).replace(".", ",")))

    def test_unknown_export_is_refused(self):
        self.as_staff()
        self.assertEqual(self.client.get("/api/orders/export/?as=xls").status_code, 400)

    def test_average_is_rounded(self):
        self.as_staff()
        self.assertEqual(self.client.get("/api/orders/stats/").json()["average"], "79.90")
