"""The Celery application: runs the tasks that came along, under their old names.

Start its worker and beat only once this service owns its tables; before that the monolith's
workers run these tasks.
"""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("orders")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
