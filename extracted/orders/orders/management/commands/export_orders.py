from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from orders.models import Order


class Command(BaseCommand):
    help = "Write orders to standard output in one of the formats of ORDER_EXPORTERS."

    def add_arguments(self, parser):
        parser.add_argument("--as", dest="format", choices=sorted(settings.ORDER_EXPORTERS))
        parser.add_argument("--day", type=date.fromisoformat, help="only this day")
        parser.add_argument("--email", help="only this customer")
        parser.set_defaults(format="csv")

    def handle(self, *, format, day, email, **options):
        orders = Order.objects.order_by("id")
        if day:
            orders = orders.filter(placed_at__date=day)
        if email:
            orders = orders.filter(customer__email__iexact=email)
        import_string(settings.ORDER_EXPORTERS[format])(orders, self.stdout)
