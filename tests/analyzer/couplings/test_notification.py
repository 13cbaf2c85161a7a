"""Mails that go out through another app, and their words."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_who_sends_through_another_app_is_found_at_the_call() -> None:
    check_found(
        "notification",
        """
        catalog/mails.py
            from django.core.mail import send_mail
            def tell(user):
                deliver(user)
            def deliver(user):
                send_mail("subject", "text", None, [user])
        orders/views.py
            from catalog.mails import tell
            def index(request):
                tell("a@example.com")
        """,
        "catalog/mails.py:5 catalog.mails.deliver -> shop.settings.EMAIL_BACKEND call",
        "orders/views.py:3 orders.views.index -> catalog.mails.deliver call",
    )


def test_packages_and_methods_that_send() -> None:
    check_found(
        "notification",
        """
        orders/views.py
            from django.core import mail
            from post_office import mail as post
            def index(request):
                request.user.email_user("subject", "text")
                mail.EmailMessage("subject").send()
                post.send("a@example.com")
        """,
        "orders/views.py:4 orders.views.index -> shop.settings.EMAIL_BACKEND call",
        "orders/views.py:5 orders.views.index -> shop.settings.EMAIL_BACKEND call",
        "orders/views.py:6 orders.views.index -> shop.settings.EMAIL_BACKEND call",
    )


def test_rows_of_words_are_found_by_their_code() -> None:
    check_found(
        "notification",
        """
        catalog/models.py
            from django.db import models
            class MailTemplate(models.Model):
                code = models.CharField(max_length=9)
        catalog/fixtures/mails.json
            [{"model": "catalog.mailtemplate", "fields": {"code": "order-sent"}},
             {"model": "catalog.mailtemplate", "fields": {"code": "nobody"}}]
        orders/views.py
            def index(request):
                tell("order-sent")
        """,
        "catalog/fixtures/mails.json:1 catalog.MailTemplate -> orders.views.index read",
    )


def test_own_words_and_other_sends_are_none() -> None:
    check_clean(
        "notification",
        """
        catalog/models.py
            from django.db import models
            class Template(models.Model):
                code = models.CharField(max_length=9)
        catalog/fixtures/mails.json
            [{"model": "catalog.template", "fields": {"code": "order-sent"}}]
        orders/views.py
            from orders.own import send_mail
            WORD = "order-sent"
            def index(request, socket):
                tell("order-sent")
                send_mail("order-sent")
                socket.send("x")
                return {"mail": "order-sent"}
        orders/own.py
            def send_mail(code):
                return code
        """,
    )
