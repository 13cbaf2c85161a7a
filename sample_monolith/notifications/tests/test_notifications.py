from django.core import mail
from django.core.management import call_command
from django.test import TestCase
from rest_framework.test import APITestCase

from core.testing import make_order, make_user
from notifications.models import Notification, Preference
from notifications.tasks import notify_user, send_email
from orders.models import Invoice


class MailTests(TestCase):
    def setUp(self):
        call_command("loaddata", "email_templates", verbosity=0)
        self.order = make_order()

    def test_confirmation_goes_out_after_commit(self):
        with self.captureOnCommitCallbacks(execute=True):
            order = make_order()
        self.assertIn(order.number, mail.outbox[0].subject)
        self.assertIn(f"/orders/{order.pk}/", mail.outbox[0].body)
        self.assertTrue(Invoice.objects.filter(order=order).exists())

    def test_customers_language(self):
        user = make_user(preferred_language="de")
        send_email("order-confirmation", user.pk, self.order.pk)
        self.assertEqual(mail.outbox[0].subject, f"Ihre Bestellung {self.order.number}")

    def test_unknown_language_gets_english(self):
        user = make_user(preferred_language="fr")
        send_email("order-confirmation", user.pk, self.order.pk)
        self.assertTrue(mail.outbox[0].subject.startswith("Your order"))

    def test_who_wants_no_mails_gets_none(self):
        Preference.objects.create(user=self.order.customer, order_mails=False)
        self.assertFalse(send_email("order-confirmation", self.order.customer_id))

    def test_unknown_code(self):
        self.assertFalse(send_email("nope", self.order.customer_id))


class NotificationTests(TestCase):
    def test_target_goes_with_the_order(self):
        order = make_order()
        notify_user(order.customer_id, "x", "X", order.pk)
        order.payments.all().delete()
        order.delete()
        self.assertFalse(Notification.objects.exists())

    def test_inbox_links_the_target(self):
        order = make_order()
        notify_user(order.customer_id, "x", "Look here", order.pk)
        self.client.force_login(order.customer)
        answer = self.client.get("/notifications/")
        self.assertContains(answer, f'href="/orders/{order.pk}/"')
        self.assertContains(answer, "Messages (1)")


class ApiTests(APITestCase):
    def test_read(self):
        order = make_order()
        pk = notify_user(order.customer_id, "x", "X", order.pk)
        self.client.force_authenticate(order.customer)
        self.assertEqual(
            self.client.get(f"/api/notifications/{pk}/").json()["target"], order.number
        )
        body = self.client.post(f"/api/notifications/{pk}/read/").json()
        self.assertIsNotNone(body["read_at"])
