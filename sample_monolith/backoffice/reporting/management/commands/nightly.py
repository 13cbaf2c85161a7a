from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand

from backoffice.reporting.tasks import build_daily_sales
from inventory.tasks import expire_reservations
from orders.tasks import issue_missing_invoices

LOCK = "reporting:nightly"


class Command(BaseCommand):
    help = "What cron does at night: unpaid orders, invoices, yesterday's numbers."

    def handle(self, **options):
        # Two machines run the same crontab.
        if not cache.add(LOCK, 1, timeout=3600):
            self.stderr.write("Somebody else is at it.")
            return
        try:
            call_command("cancel_unpaid", stdout=self.stdout, stderr=self.stderr)
            self.stdout.write(f"{len(issue_missing_invoices())} invoices")
            build_daily_sales(days=1)
            self._expire_reservations()
        finally:
            cache.delete(LOCK)

    def _expire_reservations(self):
        if settings.CELERY_BROKER_URL:
            current_app.send_task("inventory.tasks.expire_reservations")
        else:
            expire_reservations()
