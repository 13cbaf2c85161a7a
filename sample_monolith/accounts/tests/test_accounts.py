from django.contrib.auth import authenticate
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import TestCase
from rest_framework.test import APITestCase

from accounts.models import CustomerGroup, User
from accounts.services import get_deleted_user, upgrade_tier
from core.testing import PASSWORD, make_address, make_order, make_staff, make_user


class BackendTests(TestCase):
    def setUp(self):
        self.user = make_user("carla")

    def test_email_and_password(self):
        self.assertEqual(authenticate(username="CARLA@example.com", password=PASSWORD), self.user)

    def test_user_name_and_password(self):
        self.assertEqual(authenticate(username="carla", password=PASSWORD), self.user)

    def test_wrong_password(self):
        self.assertIsNone(authenticate(username="carla@example.com", password="no"))

    def test_unknown_email(self):
        self.assertIsNone(authenticate(username="x@example.com", password=PASSWORD))

    def test_inactive(self):
        User.objects.update(is_active=False)
        self.assertIsNone(authenticate(username="carla@example.com", password=PASSWORD))


class ModelTests(TestCase):
    def test_customers_and_staff(self):
        customer, staff = make_user(), make_staff()
        self.assertEqual(list(User.objects.customers()), [customer])
        self.assertEqual(list(User.objects.staff()), [staff])

    def test_default_address(self):
        user = make_user()
        make_address(user)
        default = make_address(user, is_default=True)
        self.assertEqual(user.default_shipping_address, default)

    def test_one_default_address(self):
        user = make_user()
        make_address(user, is_default=True)
        with self.assertRaises(IntegrityError), transaction.atomic():
            make_address(user, is_default=True)

    def test_address_lines_leave_out_what_is_empty(self):
        lines = make_address(make_user()).lines
        self.assertEqual(lines, ["Carla Kundin", "Gartenweg 1", "10115 Berlin", "DE"])

    def test_order_count(self):
        self.assertEqual(make_order().customer.order_count, 1)

    def test_groups_load_by_natural_key(self):
        call_command("loaddata", "customer_groups", verbosity=0)
        self.assertEqual(CustomerGroup.objects.get_by_natural_key("trade").discount_percent, 12)


class ServiceTests(TestCase):
    def test_deleted_user_is_made_once(self):
        self.assertEqual(get_deleted_user(), get_deleted_user())
        self.assertFalse(get_deleted_user().has_usable_password())

    def test_tier_never_falls(self):
        user = make_user(loyalty_tier="gold")
        self.assertFalse(upgrade_tier(user, 1500))

    def test_tier_rises(self):
        user = make_user()
        self.assertTrue(upgrade_tier(user, 6000))
        self.assertEqual(user.loyalty_tier, "gold")

    def test_roles_come_with_the_migrations(self):
        codenames = Group.objects.get(name="Accounting").permissions.values_list("codename")
        self.assertIn(("refund_order",), codenames)


class PageTests(TestCase):
    def setUp(self):
        self.user = make_user("carla", first_name="Carla")

    def test_login(self):
        data = {"username": "carla@example.com", "password": PASSWORD}
        self.assertRedirects(self.client.post("/accounts/login/", data), "/orders/")

    def test_register(self):
        data = {"username": "new", "email": "new@example.com"}
        data |= {"password1": "kettle-4711", "password2": "kettle-4711"}
        self.assertRedirects(self.client.post("/accounts/register/", data), "/")
        self.assertTrue(User.objects.filter(username="new").exists())

    def test_profile_shows_orders(self):
        order = make_order(self.user)
        self.client.force_login(self.user)
        self.assertContains(self.client.get("/accounts/profile/"), order.number)

    def test_profile_is_saved(self):
        self.client.force_login(self.user)
        self.client.post("/accounts/profile/", {"first_name": "Clara", "phone": "1"})
        self.user.refresh_from_db()
        self.assertEqual(self.user.first_name, "Clara")

    def test_new_address(self):
        self.client.force_login(self.user)
        data = {"full_name": "C", "line1": "x", "postal_code": "1", "city": "B", "country": "DE"}
        self.client.post("/accounts/addresses/new/", data)
        self.assertEqual(self.user.addresses.count(), 1)

    def test_own_language_wins(self):
        User.objects.update(preferred_language="de")
        self.client.force_login(self.user)
        answer = self.client.get("/accounts/profile/", headers={"accept-language": "en"})
        self.assertContains(answer, '<html lang="de">')

    def test_roles_are_not_in_the_admin(self):
        self.client.force_login(make_staff())
        self.assertEqual(self.client.get("/admin/auth/group/").status_code, 404)

    def test_orders_stand_beside_the_account_in_the_admin(self):
        order = make_order(self.user)
        self.client.force_login(make_staff())
        answer = self.client.get(f"/admin/accounts/user/{self.user.pk}/change/")
        self.assertContains(answer, order.number)


class ApiTests(APITestCase):
    def setUp(self):
        self.user = make_user("carla")
        self.client.force_authenticate(self.user)

    def test_me(self):
        self.assertEqual(self.client.get("/api/me/").json()["email"], "carla@example.com")

    def test_tier_is_not_ones_own_to_change(self):
        self.client.patch("/api/me/", {"loyalty_tier": "gold", "phone": "1"}, format="json")
        self.user.refresh_from_db()
        self.assertEqual((self.user.loyalty_tier, self.user.phone), ("standard", "1"))

    def test_own_addresses_only(self):
        make_address(make_user())
        mine = make_address(self.user)
        rows = self.client.get("/api/addresses/").json()["results"]
        self.assertEqual([row["id"] for row in rows], [mine.pk])

    def test_token(self):
        data = {"username": "carla", "password": PASSWORD}
        self.assertIn("token", self.client.post("/api/token/", data).json())
