from django.core.cache import cache
from django.template import Context, Template
from django.test import TestCase

from core.flags import flag_enabled
from core.models import FeatureFlag
from core.testing import make_staff, make_user


class FlagTests(TestCase):
    def setUp(self):
        cache.clear()

    def test_unknown_flag_is_off(self):
        self.assertFalse(flag_enabled("nope"))

    def test_switched_at_once(self):
        flag = FeatureFlag.objects.create(name="new", enabled=False)
        self.assertFalse(flag_enabled("new"))
        flag.enabled = True
        flag.save()
        self.assertTrue(flag_enabled("new"))

    def test_staff_only(self):
        FeatureFlag.objects.create(name="new", enabled=True, staff_only=True)
        self.assertFalse(flag_enabled("new", make_user()))
        self.assertTrue(flag_enabled("new", make_staff()))

    def test_template_tag(self):
        FeatureFlag.objects.create(name="new", enabled=True)
        text = "{% load shop_tags %}{% flag 'new' as on %}{% if on %}yes{% endif %}"
        self.assertEqual(Template(text).render(Context()), "yes")


class PageTests(TestCase):
    def test_health(self):
        self.assertEqual(self.client.get("/healthz/").json(), {"status": "ok"})

    def test_request_id_is_given_back(self):
        answer = self.client.get("/healthz/", headers={"X-Request-ID": "abc"})
        self.assertEqual(answer["X-Request-ID"], "abc")
        self.assertEqual(len(self.client.get("/healthz/")["X-Request-ID"]), 32)

    def test_money(self):
        text = "{% load shop_tags %}{{ 1234.5|money }}"
        self.assertEqual(Template(text).render(Context()), "1,234.50 EUR")
