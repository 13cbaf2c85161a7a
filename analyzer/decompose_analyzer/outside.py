"""Models of Django itself: their tables stay with the monolith, and everybody points to them."""

from __future__ import annotations

MODELS = {
    "django.contrib.admin.models.LogEntry": "admin.LogEntry",
    "django.contrib.auth.models.Group": "auth.Group",
    "django.contrib.auth.models.Permission": "auth.Permission",
    "django.contrib.auth.models.User": "auth.User",
    "django.contrib.contenttypes.models.ContentType": "contenttypes.ContentType",
    "django.contrib.flatpages.models.FlatPage": "flatpages.FlatPage",
    "django.contrib.redirects.models.Redirect": "redirects.Redirect",
    "django.contrib.sessions.models.Session": "sessions.Session",
    "django.contrib.sites.models.Site": "sites.Site",
}
BY_LOWER = {label.lower(): label for label in MODELS.values()}
