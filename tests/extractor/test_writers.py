"""Which endpoints that stay write what moves, and which only look as if."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_extractor.cut import Cut
from decompose_extractor.writers import writers_of
from tests.extractor.tools import project_from

FILES = {
    "site_settings.py": """
        ROOT_URLCONF = "site_urls"
        INSTALLED_APPS = ["django.contrib.admin", "people", "billing", "orders"]
    """,
    "people/models.py": """
        from django.db import models


        class Person(models.Model):
            name = models.CharField(max_length=9)


        class Depot(models.Model):
            name = models.CharField(max_length=9)
    """,
    "billing/models.py": """
        from django.db import models


        class Payment(models.Model):
            order = models.ForeignKey("orders.Order", models.PROTECT)
    """,
    "orders/models.py": """
        from django.db import models

        from people.models import Depot, Person


        class Order(models.Model):
            buyer = models.ForeignKey(Person, models.CASCADE)
            depot = models.ForeignKey(Depot, models.PROTECT)

            def close(self):
                self.save()

            def shown(self):
                return str(self.pk)
    """,
    "orders/services.py": """
        from orders.models import Order


        def cancel(order):
            order.delete()


        def total(order):
            return order.pk
    """,
    "orders/receivers.py": """
        from django.db.models.signals import post_save
        from django.dispatch import receiver

        from billing.models import Payment


        @receiver(post_save, sender=Payment)
        def paid(sender, instance, **kwargs):
            instance.order.save()
    """,
    "orders/apps.py": """
        from django.apps import AppConfig


        class OrdersConfig(AppConfig):
            name = "orders"

            def ready(self):
                from orders import receivers, tasks  # noqa: F401
    """,
    "orders/tasks.py": "from celery import shared_task\n\n\n@shared_task\ndef tidy():\n    pass\n",
    "orders/management/commands/tidy_up.py": "class Command:\n    pass\n",
    "people/services.py": """
        from billing.models import Payment


        def pay(row):
            Payment.objects.create(order=row)
    """,
}
VIEWS = """
from django.views.generic import DeleteView, ListView, UpdateView

from billing.models import Payment
from orders.models import Order
from orders.services import cancel, total
from people.models import Depot, Person
from people.services import pay


{view}
"""
URLS = """
    from django.contrib import admin
    from django.urls import path

    from people import views

    urlpatterns = [path("page/<int:pk>/", {view}){more}]
"""


def _writers(folder: Path, view: str, more: str = "") -> list[str]:
    name = "views.page" if "def page" in view else "views.Page.as_view()"
    files = {
        **FILES,
        "people/views.py": VIEWS.format(view=view),
        "site_urls.py": URLS.format(view=name, more=more),
    }
    cut = Cut(project_from(folder, files), frozenset({"orders"}))
    return [each.endpoint for each in writers_of(cut) if each.endpoint]


@pytest.mark.parametrize(
    ("view", "writes"),
    [
        pytest.param("Order.objects.create(buyer=pk)", True, id="a_moved_row"),
        pytest.param("order = find(pk)\n    order.save()", True, id="a_row_known_by_its_name"),
        pytest.param("cancel(pk)", True, id="a_moved_function_that_acts"),
        pytest.param("find(pk).close()", True, id="a_method_that_acts"),
        pytest.param("Payment.objects.create(order_id=pk)", True, id="what_a_moved_receiver_hears"),
        pytest.param("pay(pk)", True, id="by_way_of_a_function"),
        pytest.param("Person.objects.filter(pk=pk).delete()", True, id="a_delete_that_cascades"),
        pytest.param("Person.objects.create()", False, id="a_row_that_stays"),
        pytest.param("Depot.objects.filter(pk=pk).delete()", False, id="a_delete_that_is_held"),
        pytest.param("total(pk)", False, id="a_moved_function_that_reads"),
        pytest.param("Order.objects.filter(pk=pk).count()", False, id="a_query"),
        pytest.param("find(pk).shown()", False, id="a_method_that_reads"),
    ],
)
def test_a_function_writes_by_what_is_on_its_path(tmp_path: Path, view: str, writes: bool) -> None:
    code = f"def page(request, pk):\n    note = Depot.objects.create()\n    {view}"
    assert _writers(tmp_path, code) == (["page/<int:pk>/"] if writes else [])


@pytest.mark.parametrize(
    ("view", "writes"),
    [
        pytest.param("class Page(UpdateView):\n    model = Order", True, id="of_a_moved_model"),
        pytest.param("class Page(DeleteView):\n    model = Person", True, id="of_what_cascades"),
        pytest.param("class Page(UpdateView):\n    model = Person", False, id="of_what_stays"),
        pytest.param("class Page(ListView):\n    model = Order", False, id="that_only_lists"),
    ],
)
def test_a_generic_view_writes_what_it_is_for(tmp_path: Path, view: str, writes: bool) -> None:
    assert _writers(tmp_path, view) == (["page/<int:pk>/"] if writes else [])


def test_the_admin_writes_wherever_it_is_mounted(tmp_path: Path) -> None:
    more = ', path("back/office/", admin.site.urls)'
    assert _writers(tmp_path, "def page(request, pk):\n    pass", more) == ["re:^back/office/"]


def test_moved_tasks_and_commands_write_too(tmp_path: Path) -> None:
    project = project_from(tmp_path, {**FILES, "site_urls.py": "urlpatterns = []\n"})
    found = writers_of(Cut(project, frozenset({"orders"})))
    assert [(each.task, each.command) for each in found] == [
        ("orders.tasks.tidy", ""),
        ("", "tidy_up"),
    ]
