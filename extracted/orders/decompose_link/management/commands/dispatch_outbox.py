"""Handle what the other side tells: deletes and signals, from its replicated outbox."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from decompose_link.boundary import boundaries
from decompose_link.dispatching import Round, dispatch, forget, take_turn

_CLEANING_SECONDS = 3600


class Command(BaseCommand):
    """Run it beside the web processes; a second one waits until the first is gone."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--once", action="store_true", help="handle what is there, then stop")
        parser.add_argument("--every", type=float, default=1.0, help="seconds between two looks")
        parser.add_argument("--keep-days", type=float, default=7.0, help="keep own events so long")

    def handle(self, *args: Any, **options: Any) -> None:
        """Handle events until stopped; with --once exit with 1 where one failed."""
        while not take_turn():
            if options["once"]:
                self.stdout.write("another dispatcher has the turn")
                return
            time.sleep(options["every"])
        cleaned = float("-inf")
        while True:
            rounds = [_all_of(each) for each in boundaries().values()]
            failed = sum(each.failed for each in rounds)
            if options["once"]:
                self.stdout.write(
                    f"{sum(each.handled for each in rounds)} handled, {failed} failed"
                )
                raise SystemExit(1 if failed else 0)
            if time.monotonic() - cleaned > _CLEANING_SECONDS:
                before = timezone.now() - timedelta(days=options["keep_days"])
                for each in boundaries().values():
                    forget(each, before)
                cleaned = time.monotonic()
            time.sleep(options["every"])


def _all_of(boundary: Any) -> Round:
    """Dispatch until nothing is waiting, or something fails."""
    handled = 0
    while True:
        done = dispatch(boundary)
        handled += done.handled
        if done.failed or not done.handled:
            return Round(handled, done.failed)
