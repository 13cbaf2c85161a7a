"""Couplings that may stand in any app: the text of each, and a fresh place drawn by a seed."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.analyzer.mutations.plant import ARROW, Planter

APPS = {
    "accounts": "accounts",
    "cart": "cart",
    "catalog": "catalog",
    "inventory": "inventory",
    "promotions": "promotions",
    "reporting": "backoffice/reporting",
    "reviews": "reviews",
    "shipping": "shipping",
    "support": "support",
}
WORDS = ("alder", "birch", "cedar", "elm", "fir", "hazel", "larch", "maple", "oak", "rowan")
# `{KIND: (TARGET, IMPORTS, BODY)}`; the body is that of a function, its last line is the place.
TEXTS: Mapping[str, tuple[str, str, str]] = {
    "attribute_chain": (
        "payments",
        "from payments.models import Payment",
        "payment = Payment.objects.first()\nreturn payment.method.token",
    ),
    "cache_key": ("shop", "from django.core.cache import cache", 'cache.add("planted-lock", 1)'),
    "call": ("payments", "from payments.services import refund", "refund(None, 1)"),
    "command": (
        "orders",
        "from django.core.management import call_command",
        'call_command("export_orders")',
    ),
    "contrib_table": (
        "admin",
        "from django.contrib.admin import models",
        "return models.LogEntry.objects.count()",
    ),
    "database_alias": (
        "orders",
        "from orders.models import Order",
        'Order.objects.using("planted").count()',
    ),
    "database_feature": (
        "database",
        "from django.db import connection",
        'return connection.vendor == "mysql"',
    ),
    "dynamic_import": (
        "payments",
        "from django.apps import apps",
        'name = "Pay" + "ment"\nreturn apps.get_model("payments", name)',
    ),
    "feature_flag": (
        "core",
        "from core.flags import flag_enabled",
        'return flag_enabled("planted")',
    ),
    "form": (
        "payments",
        "from payments.models import PaymentMethod",
        'self.fields["method"].queryset = PaymentMethod.objects.all()',
    ),
    "imports": ("payments", "", "from payments.models import Payment"),
    "lock": (
        "payments",
        "from payments.models import Payment",
        "return Payment.objects.select_for_update().first()",
    ),
    "lookup_path": (
        "payments",
        "from orders.models import Order",
        'return Order.objects.filter(payments__status="planted")',
    ),
    "model_query": (
        "payments",
        "from payments.models import Payment",
        "return Payment.objects.count()",
    ),
    "model_write": (
        "payments",
        "from payments.models import Payment",
        "payment = Payment.objects.first()\npayment.save()",
    ),
    "monkeypatch": (
        "payments",
        "from payments.models import Payment",
        'Payment.add_to_class("planted", 1)',
    ),
    "notification": (
        "notifications",
        "from notifications.tasks import send_email",
        'send_email.delay("planted", 1)',
    ),
    "permission": ("orders", "", 'return user.has_perm("orders.refund_order")'),
    "post_migrate_row": (
        "contenttypes",
        "from django.contrib.contenttypes.models import ContentType",
        'ContentType.objects.get_or_create(app_label="planted", model="planted")',
    ),
    "process": ("process", "", 'return request.headers.get("X-Request-ID")'),
    "raw_sql": (
        "payments",
        "from django.db import connection",
        'cursor = connection.cursor()\ncursor.execute("SELECT id FROM payments_payment")',
    ),
    "related_write": (
        "payments",
        "from orders.models import Order",
        "order = Order.objects.first()\norder.payments.create(amount=1)",
    ),
    "requirement": ("requirements", "", "import PLACE_package"),
    "reverse_accessor": (
        "payments",
        "from orders.models import Order",
        "order = Order.objects.first()\nreturn order.payments.count()",
    ),
    "sequence": (
        "database",
        "from django.db import connection",
        'connection.cursor().execute("SELECT nextval(%s)", ["planted"])',
    ),
    "settings": (
        "shop",
        "from django.conf import settings",
        "return settings.PAYMENT_GATEWAY_SECRET",
    ),
    "task": (
        "orders",
        "from celery import current_app",
        'current_app.send_task("orders.tasks.issue_missing_invoices")',
    ),
    "template": (
        "orders",
        "from django.shortcuts import render",
        'return render(None, "orders/order_list.html")',
    ),
    "transaction": (
        "orders",
        "from django.db import transaction\nfrom orders.tasks import confirm_order",
        "transaction.on_commit(lambda: confirm_order.delay(1))",
    ),
    "url_name": ("orders", "from django.urls import reverse", 'return reverse("orders:list")'),
}


def drawn(seed: int, sample: Path) -> Iterator[Planter]:
    """Draw an app, a new file and a new function or method for each kind; a seed, one drawing."""
    chance = random.Random(seed)
    for kind, (target, imports, body) in sorted(TEXTS.items()):
        app = chance.choice(sorted(set(APPS) - {target}))
        word = f"{chance.choice(WORDS)}_{kind}_{seed}"
        folder = f"{APPS[app]}/{chance.choice(['', f'{word}_parts/'])}"
        path = f"{folder}{word}.py"
        assert not (sample / path).exists()
        lines = body.replace("PLACE", word).split("\n")
        lines[-1] += ARROW
        inner = "\n".join(lines)
        head = f"{chance.choice(['', 'async '])}def {word}_does(self, user, request):\n"
        function = head + textwrap.indent(inner, "    ")
        if chance.random() < 0.5:
            function = (
                f"class {word.title().replace('_', '')}:\n{textwrap.indent(function, '    ')}"
            )
        blank = "\n" * chance.randint(1, 9)
        files = {path: f"{imports}\n{blank}{function}\n"}
        if "_parts/" in path:
            files = {f"{folder}__init__.py": "", **files}
        yield Planter(kind, app, target, files)
