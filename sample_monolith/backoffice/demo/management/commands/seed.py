from datetime import UTC, date, datetime
from random import Random

from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from backoffice.demo import loading
from backoffice.demo.trade import Trade
from backoffice.demo.world import PASSWORD, World
from orders.models import Order


class Command(BaseCommand):
    help = "Fill an empty shop with believable data; the same seed gives the same data."

    def add_arguments(self, parser):
        parser.add_argument("--orders", type=int, default=1000, help="how many (1000)")
        parser.add_argument("--seed", type=int, default=1, help="start of the random numbers (1)")
        parser.add_argument(
            "--base-date",
            type=date.fromisoformat,
            default=date(2026, 6, 1),
            help="the day after the last order (2026-06-01)",
        )
        parser.add_argument("--flush", action="store_true", help="delete what is there first")

    def handle(self, *, orders, seed, base_date, flush, **options):
        if orders < 1:
            raise CommandError("--orders must be 1 or more.")
        loading.prepare()
        with transaction.atomic():
            if flush:
                loading.flush()
            self._refuse_if_filled()
            rng = Random(seed)
            base = datetime(base_date.year, base_date.month, base_date.day, tzinfo=UTC)
            world = World(rng, base, orders)
            world.build()
            Trade(world, rng, lambda done: self._progress(done, orders)).run()
            loading.reset_sequences()
        loading.analyze()
        cache.clear()
        self._farewell(world, orders)

    def _refuse_if_filled(self):
        users, orders = User.objects.count(), Order.objects.count()
        if users or orders:
            raise CommandError(
                f"The database holds {users} users and {orders} orders already. "
                "Nothing was changed; use --flush to replace them."
            )

    def _progress(self, done, total):
        if self.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {total:,} orders", ending="")

    def _farewell(self, world, orders):
        if self.stderr.isatty() and orders >= 5000:
            self.stderr.write("")
        self.stdout.write(self.style.SUCCESS(f"{orders:,} orders are in."))
        for username in ["staff", "customer"]:
            self.stdout.write(
                f"{username}: log in as {username}@example.com with {PASSWORD}, "
                f"API token {world.token(username)}"
            )
