"""Tables of Django's own apps."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_models_functions_and_settings() -> None:
    check_found(
        "contrib_table",
        """
        orders/mails.py
            from django.contrib.admin.models import LogEntry
            from django.contrib.sessions.models import Session
            from django.contrib.sites.shortcuts import get_current_site
            from django.contrib.sites import models
            def f():
                return models.Site.objects.get_current()
        shop/extra.py
            SITE_ID = 1
        """,
        "orders/mails.py:1 orders.mails -> admin.LogEntry read",
        "orders/mails.py:2 orders.mails -> sessions.Session read",
        "orders/mails.py:3 orders.mails -> sites.Site read",
        "orders/mails.py:6 orders.mails.f -> sites.Site read",
        "shop/extra.py:1 shop.extra -> sites.Site read",
    )


def test_other_imports_and_names_are_none() -> None:
    check_clean(
        "contrib_table",
        """
        orders/mails.py
            from django.contrib import admin
            from django.contrib.auth.models import Group
            from django.contrib.admin.sites import AdminSite
            class Session:
                SITE = 1
            from django.contrib.sessions.backends.base import SessionBase
            def f(site):
                SITE_ID: int
                return Session.SITE
            SITE_IDS = [1]
            session = {"SITE_ID": 1}
            site = AdminSite(name="sites.Site")
            NAME = "django.contrib.sites.models.Site"
        """,
    )
