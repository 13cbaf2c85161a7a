from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from rest_framework.test import APITestCase

from core.testing import make_order, make_staff, make_user
from support.models import SupportAgent, Ticket


class TicketTests(TestCase):
    def setUp(self):
        self.order = make_order()
        self.user = self.order.customer
        self.client.force_login(self.user)

    def test_question_about_an_order(self):
        data = {"order": self.order.pk, "subject": "Where?", "body": "Is it?"}
        answer = self.client.post("/support/new/", data, follow=True)
        self.assertContains(answer, self.order.number)
        self.assertEqual(Ticket.objects.get().messages.get().body, "Is it?")

    def test_orders_of_others_are_no_choice(self):
        data = {"order": make_order().pk, "subject": "Where?", "body": "Is it?"}
        self.assertContains(self.client.post("/support/new/", data), "valid choice")

    def test_answer_with_attachment(self):
        ticket = Ticket.objects.create(customer=self.user, subject="x")
        file = SimpleUploadedFile("a.txt", b"x")
        self.client.post(ticket.get_absolute_url(), {"body": "y", "attachment": file})
        self.assertIn(f"tickets/{ticket.pk}/", ticket.messages.get().attachment.name)

    def test_list(self):
        Ticket.objects.create(customer=self.user, order=self.order, subject="Lamp flickers")
        self.assertContains(self.client.get("/support/"), "Lamp flickers")

    def test_outlives_the_order(self):
        ticket = Ticket.objects.create(customer=self.user, order=self.order, subject="x")
        self.order.payments.all().delete()
        self.order.delete()
        ticket.refresh_from_db()
        self.assertIsNone(ticket.order)


class AgentTests(TestCase):
    def test_agents_are_staff(self):
        make_user()
        staff = make_staff()
        self.assertEqual([agent.pk for agent in SupportAgent.objects.all()], [staff.pk])

    def test_open_tickets(self):
        agent = SupportAgent.objects.get(pk=make_staff().pk)
        Ticket.objects.create(customer=make_user(), assignee=agent, subject="x")
        self.assertEqual(agent.open_ticket_count, 1)

    def test_admin(self):
        self.client.force_login(make_staff())
        Ticket.objects.create(customer=make_user(), subject="Lamp flickers")
        self.assertContains(self.client.get("/admin/support/ticket/?q=lamp"), "Lamp flickers")
        self.assertEqual(self.client.get("/admin/support/supportagent/").status_code, 200)


class ApiTests(APITestCase):
    def setUp(self):
        self.order = make_order()
        self.client.force_authenticate(self.order.customer)

    def test_create(self):
        data = {"order": self.order.number, "subject": "Where?"}
        self.assertEqual(self.client.post("/api/tickets/", data).status_code, 201)

    def test_order_of_another(self):
        data = {"order": make_order().number, "subject": "Where?"}
        self.assertEqual(self.client.post("/api/tickets/", data).status_code, 400)

    def test_staff_see_all(self):
        Ticket.objects.create(customer=make_user(), subject="x")
        self.assertEqual(self.client.get("/api/tickets/").json()["count"], 0)
        self.client.force_authenticate(make_staff())
        self.assertEqual(self.client.get("/api/tickets/").json()["count"], 1)
