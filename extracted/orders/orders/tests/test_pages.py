import json

from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase, TransactionTestCase
from django.urls import reverse

from cart.models import Cart
from core.testing import make_address, make_method, make_order, make_product, make_staff, make_user
from orders.models import Order
from orders.services.invoices import issue_invoice
from shop.asgi import application
from support.models import Ticket


class PageTestCase(TestCase):
    def setUp(self):
        self.user = make_user("carla")
        self.pan = make_product("PAN-1", name="Pan", stock=50)
        self.order = make_order(self.user, (self.pan, 2))
        self.client.force_login(self.user)


class ListTests(PageTestCase):
    def test_login_is_needed(self):
        self.client.logout()
        answer = self.client.get("/orders/")
        self.assertRedirects(answer, "/accounts/login/?next=/orders/")

    def test_lists_own_orders(self):
        other = make_order(make_user(), (self.pan, 1))
        answer = self.client.get("/orders/")
        self.assertContains(answer, self.order.number)
        self.assertNotContains(answer, other.number)

    def test_staff_see_whose_order_it_is(self):
        self.client.force_login(make_staff())
        self.assertContains(self.client.get("/orders/"), "carla@example.com")

    def test_narrowed_by_status(self):
        self.assertNotContains(self.client.get("/orders/?status=paid"), self.order.number)

    def test_unknown_status_is_ignored(self):
        self.assertContains(self.client.get("/orders/?status=x"), self.order.number)

    def test_pages(self):
        for _ in range(20):
            make_order(self.user, (self.pan, 1))
        self.assertContains(self.client.get("/orders/?page=2"), self.order.number)

    def test_open_count(self):
        self.assertContains(self.client.get("/orders/open-count/"), ">1<")
        make_order(self.user, (self.pan, 1))
        self.assertContains(self.client.get("/orders/open-count/"), ">2<")


class DetailTests(PageTestCase):
    def test_shows_lines_and_address(self):
        answer = self.client.get(self.order.get_absolute_url())
        self.assertContains(answer, "Pan")
        self.assertContains(answer, "Gartenweg 1")
        self.assertContains(answer, "24.90 EUR")

    def test_order_of_another_customer_is_not_found(self):
        other = make_order(make_user(), (self.pan, 1))
        self.assertEqual(self.client.get(other.get_absolute_url()).status_code, 404)

    def test_open_question_is_mentioned(self):
        Ticket.objects.create(customer=self.user, order=self.order, subject="Where?")
        self.assertContains(self.client.get(self.order.get_absolute_url()), "looking into")

    def test_note_with_attachment(self):
        file = SimpleUploadedFile("a.txt", b"hello")
        data = {"body": "see file", "attachment": file}
        self.client.post(reverse("orders:add-note", args=[self.order.pk]), data)
        note = self.order.notes.get()
        self.assertFalse(note.is_internal)
        self.assertTrue(note.attachment.name.startswith(f"orders/{self.order.number}/carla"))

    def test_empty_note_is_refused(self):
        url = reverse("orders:add-note", args=[self.order.pk])
        self.assertContains(self.client.post(url, follow=True), "A note needs a text.")

    def test_invoice_before_and_after_it_is_written(self):
        url = reverse("orders:invoice", args=[self.order.pk])
        self.assertRedirects(self.client.get(url), self.order.get_absolute_url())
        number = issue_invoice(self.order).number
        self.assertContains(self.client.get(url), number)

    def test_reorder_fills_the_cart(self):
        self.client.post(reverse("orders:reorder", args=[self.order.pk]))
        self.assertEqual(Cart.objects.get(user=self.user).items.get().quantity, 2)


class CancelTests(PageTestCase):
    def setUp(self):
        super().setUp()
        self.url = reverse("orders:cancel", args=[self.order.pk])

    def test_asks_first(self):
        self.assertContains(self.client.get(self.url), "csrfmiddlewaretoken")
        self.assertEqual(Order.objects.get().status, "pending")

    def test_tick_is_needed(self):
        self.assertContains(self.client.post(self.url, {}), "This field is required")

    def test_cancels(self):
        answer = self.client.post(self.url, {"confirm": "on", "reason": "x"}, follow=True)
        self.assertContains(answer, f"Order {self.order.number} is cancelled.")
        self.assertEqual(Order.objects.get().status, "cancelled")

    def test_sent_order_says_why_not(self):
        Order.objects.update(status="shipped")
        answer = self.client.post(self.url, {"confirm": "on"}, follow=True)
        self.assertContains(answer, "become")

    def test_csrf_is_checked(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.user)
        self.assertEqual(client.post(self.url, {"confirm": "on"}).status_code, 403)

    def test_login_is_needed(self):
        self.client.logout()
        self.assertEqual(self.client.get(self.url).status_code, 302)


class TrackTests(PageTestCase):
    def test_guest_finds_the_order(self):
        self.client.logout()
        data = {"number": self.order.number, "email": "carla@example.com"}
        self.assertContains(self.client.get("/orders/track/", data), "Waiting for payment")

    def test_wrong_email(self):
        data = {"number": self.order.number, "email": "x@example.com"}
        self.assertContains(self.client.get("/orders/track/", data), "know this order")


class CheckoutPageTests(PageTestCase):
    def setUp(self):
        super().setUp()
        address = self.user.addresses.get()
        self.data = {"shipping_address": address.pk, "shipping_method": make_method().pk}

    def test_order_from_the_cart(self):
        cart = Cart.objects.create(user=self.user)
        cart.items.create(product=self.pan, quantity=1)
        data = {
            "shipping_address": self.user.addresses.get().pk,
            "shipping_method": make_method().pk,
        }
        answer = self.client.post("/orders/checkout/", data, follow=True)
        self.assertContains(answer, "Thank you!")
        self.assertEqual(Order.objects.filter(customer=self.user).count(), 2)

    def test_empty_cart(self):
        data = {
            "shipping_address": self.user.addresses.get().pk,
            "shipping_method": make_method().pk,
        }
        answer = self.client.post("/orders/checkout/", data, follow=True)
        self.assertContains(answer, "Your cart is empty.")

    def test_address_of_somebody_else_is_no_choice(self):
        other = make_address(make_user())
        data = {**self.data, "shipping_address": other.pk}
        self.assertContains(self.client.post("/orders/checkout/", data), "valid choice")


class AdminTests(PageTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(make_staff())

    def test_search_by_customer(self):
        answer = self.client.get("/admin/orders/order/?q=carla@example.com")
        self.assertContains(answer, self.order.number)

    def test_change_page(self):
        url = reverse("admin:orders_order_change", args=[self.order.pk])
        self.assertContains(self.client.get(url), "PAN-1")

    def test_mark_packed(self):
        Order.objects.update(status="paid")
        data = {"action": "mark_packed", "_selected_action": [self.order.pk]}
        self.client.post("/admin/orders/order/", data)
        self.assertEqual(Order.objects.get().status, "packed")

    def test_mark_packed_says_what_it_cannot(self):
        data = {"action": "mark_packed", "_selected_action": [self.order.pk]}
        answer = self.client.post("/admin/orders/order/", data, follow=True)
        self.assertContains(answer, f"{self.order.number}:")

    def test_write_invoices(self):
        data = {"action": "write_invoices", "_selected_action": [self.order.pk]}
        self.client.post("/admin/orders/order/", data)
        self.assertTrue(Order.objects.get().invoice)


class LiveStatusTests(TransactionTestCase):
    def setUp(self):
        self.user = make_user()
        self.order = make_order(self.user)

    def socket(self, number):
        cookie = f"{settings.SESSION_COOKIE_NAME}={self.client.session.session_key}".encode()
        scope = {"type": "websocket", "path": f"/ws/orders/{number}/"}
        return ApplicationCommunicator(application, {**scope, "headers": [(b"cookie", cookie)]})

    async def test_owner_is_told(self):
        await self.client.aforce_login(self.user)
        socket = self.socket(self.order.number)
        await socket.send_input({"type": "websocket.connect"})
        self.assertEqual((await socket.receive_output())["type"], "websocket.accept")
        await socket.send_input({"type": "websocket.receive", "text": "?"})
        answer = json.loads((await socket.receive_output())["text"])
        self.assertEqual(answer, {"number": self.order.number, "status": "pending"})
        await socket.send_input({"type": "websocket.disconnect"})
        await socket.wait()

    async def test_others_are_not(self):
        await self.client.aforce_login(await self.other())
        socket = self.socket(self.order.number)
        await socket.send_input({"type": "websocket.connect"})
        self.assertEqual((await socket.receive_output())["code"], 4404)

    async def other(self):
        from asgiref.sync import sync_to_async

        return await sync_to_async(make_user)()
