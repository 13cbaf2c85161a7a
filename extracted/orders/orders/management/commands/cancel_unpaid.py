from django.core.management.base import BaseCommand

from orders.tasks import cancel_unpaid_orders


class Command(BaseCommand):
    help = "Cancel the orders that were not paid in time; cron's way when beat is down."

    def handle(self, **options):
        numbers = cancel_unpaid_orders()
        for number in numbers:
            self.stdout.write(number)
        self.stderr.write(f"{len(numbers)} cancelled")
