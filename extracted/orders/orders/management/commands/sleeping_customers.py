from datetime import date, datetime, time

from django.core.management.base import BaseCommand
from django.utils.timezone import make_aware

from orders.selectors import customers_without_orders_since


class Command(BaseCommand):
    help = "Print the emails of customers whose last order is older than a day, for marketing."

    def add_arguments(self, parser):
        parser.add_argument("day", type=date.fromisoformat, help="YYYY-MM-DD")

    def handle(self, *, day, **options):
        for _, email in customers_without_orders_since(make_aware(datetime.combine(day, time()))):
            self.stdout.write(email)
