from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError

from backoffice.audit.models import AuditEntry
from orders.models import Order


class Command(BaseCommand):
    help = "Show who did what to an order, in the admin and elsewhere."

    def add_arguments(self, parser):
        parser.add_argument("number")

    def handle(self, *, number, **options):
        order = Order.objects.filter(number=number).first()
        if order is None:
            raise CommandError(f"There is no order {number}.")
        order_type = ContentType.objects.get_for_model(Order)
        mine = {"object_id": str(order.pk)}
        for entry in AuditEntry.objects.filter(object_type=order_type, **mine):
            self.stdout.write(f"{entry.recorded_at:%Y-%m-%d %H:%M} {entry.action} {entry.changes}")
        for entry in LogEntry.objects.filter(content_type=order_type, **mine):
            self.stdout.write(f"{entry.action_time:%Y-%m-%d %H:%M} {entry.user} {entry}")
