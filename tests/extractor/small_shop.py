"""A small shop with one of everything that crosses: its files by path."""

from __future__ import annotations

SETTINGS = """
import os
import environ

SECRET_KEY = "a secret of the monolith, which nobody needs to know"
ROOT_URLCONF = "site_urls"
ALLOWED_HOSTS = ["*"]
USE_TZ = True
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "people", "billing",
                  "orders"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": environ.Env().db("DATABASE_URL", default="sqlite:///db.sqlite3")}
"""
MANAGE = """
import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")
execute_from_command_line(sys.argv)
"""
SHOP = {
    "manage.py": MANAGE,
    "site_settings.py": SETTINGS,
    "people/models.py": """
        from django.db import models


        class Person(models.Model):
            name = models.CharField(max_length=40)


        class Depot(models.Model):
            code = models.CharField(max_length=9, unique=True)
    """,
    "people/services.py": """
        from people.models import Depot, Person


        def nobody():
            return Person.objects.get_or_create(name="nobody")[0]


        class NameTaken(Exception):
            def __init__(self, person):
                super().__init__(f"{person.name} is taken")
                self.person = person


        def rename(person, name, *, by=None):
            if Person.objects.filter(name=name).exists():
                raise NameTaken(Person.objects.get(name=name))
            person.name = name
            person.save()
            return person


        def join(name):
            return Person.objects.create(name=name)


        def greet(person):
            Depot.objects.create(code=f"hi {person.pk}")


        def explode(person):
            person.save()
            raise RuntimeError("a slip")


        def sign_in(request):
            Person.objects.create(name=request.user.username)
    """,
    "orders/models.py": """
        from django.db import models

        from people.models import Depot, Person
        from people.services import nobody


        class Order(models.Model):
            number = models.CharField(max_length=9)
            status = models.CharField(max_length=9, default="new")
            buyer = models.ForeignKey(Person, models.PROTECT, related_name="bought")
            owner = models.ForeignKey(Person, models.CASCADE, null=True, related_name="owned")
            helper = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True,
                                       related_name="+")
            clerk = models.ForeignKey(Person, models.SET(nobody), null=True, related_name="+")
            depot = models.ForeignKey(Depot, models.CASCADE, to_field="code", null=True)
            readers = models.ManyToManyField(Person, related_name="reads")


        class Line(models.Model):
            order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
            text = models.CharField(max_length=40)
    """,
    "orders/signals.py": """
        from django.dispatch import Signal

        order_placed = Signal()
    """,
    "orders/services.py": """
        from django.db import transaction

        from orders.models import Order
        from orders.signals import order_placed
        from people.services import NameTaken, explode, greet, join, rename, sign_in


        class NotOpen(Exception):
            pass


        def place(buyer, number):
            order = Order.objects.create(buyer=buyer, number=number)
            order_placed.send(sender=Order, order=order)
            return order


        def cancel(order, reason=""):
            if order.status != "new":
                raise NotOpen(order.number)
            order.status = "cancelled"
            order.save()
            return order


        def rename_buyer(order, name):
            try:
                return rename(order.buyer, name)
            except NameTaken as error:
                return error.person.pk


        @transaction.atomic
        def welcome(order, refused=False):
            order.status = "welcome"
            order.save()
            greet(order.buyer)
            if refused:
                raise NotOpen(order.number)


        def use_all(order, request):
            sign_in(request)
            explode(order.buyer)
            return join("x")
    """,
    "orders/receivers.py": """
        from django.db.models.signals import post_save
        from django.dispatch import receiver

        from billing.models import Payment
        from orders.models import Order


        @receiver(post_save, sender=Payment)
        def mark_paid(sender, instance, created, **kwargs):
            Order.objects.filter(pk=instance.order_id).update(status="paid")
    """,
    "orders/apps.py": """
        from django.apps import AppConfig


        class OrdersConfig(AppConfig):
            name = "orders"

            def ready(self):
                from orders import receivers  # noqa: F401
    """,
    "billing/models.py": """
        from django.db import models


        class Payment(models.Model):
            order = models.ForeignKey("orders.Order", models.PROTECT, related_name="payments")


        class Note(models.Model):
            order = models.ForeignKey("orders.Order", models.CASCADE, related_name="notes")
            text = models.CharField(max_length=40)


        class Parcel(models.Model):
            line = models.ForeignKey("orders.Line", models.SET_NULL, null=True)
    """,
    "billing/services.py": """
        from orders.services import cancel


        def give_up(order):
            return cancel(order, reason="not paid")
    """,
    "billing/receivers.py": """
        from django.db.models.signals import post_delete
        from django.dispatch import receiver

        from billing.models import Note
        from orders.models import Order
        from orders.signals import order_placed
        from people.models import Depot


        @receiver(order_placed)
        def note_it(sender, order, **kwargs):
            Note.objects.create(order=order, text=f"placed {order.number}")


        @receiver(post_delete, sender=Order)
        def remember(sender, instance, **kwargs):
            Depot.objects.create(code=f"-{instance.number}")
    """,
    "billing/apps.py": """
        from django.apps import AppConfig


        class BillingConfig(AppConfig):
            name = "billing"

            def ready(self):
                from billing import receivers  # noqa: F401
    """,
}
