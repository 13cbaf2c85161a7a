"""Walk the whole road on the sample: extract, follow, mirror, shift to 100 percent and back."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import signal
import sys
import time
from pathlib import Path

from scripts.demo_steps import comparing, extracting, preparing, running, shifting
from scripts.demo_steps.stage import ROOT, SERVICE, Failed, Stage
from scripts.demo_steps.traffic import Traffic
from scripts.local_postgres import postgres


def main() -> int:
    """Run the steps in order; 0 only if every one of them held."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Whoever starts this in the background has SIGINT ignored, and Python keeps it so.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    stage = Stage(options.folder, time.monotonic())
    try:
        with contextlib.ExitStack() as cleanup:
            _walk(stage, cleanup, options.orders)
            if not options.stay:
                with stage.step("decompose data unfollow orders"):
                    stage.decompose("data", "unfollow", SERVICE)
            stage.summary()
            if options.page:
                stage.write_page(options.page)
            if options.stay:
                stage.invitation()
                signal.pause()
    except Failed as failed:
        stage.say(f"FAILED: {failed}")
        return 1
    except KeyboardInterrupt:
        stage.say("interrupted; everything that was started has ended")
        return 130
    return 0


def _walk(stage: Stage, cleanup: contextlib.ExitStack, orders: int) -> None:
    with stage.step("PostgreSQL with logical replication"):
        server = cleanup.enter_context(postgres())
        preparing.make_databases(stage, cleanup, server)
    with stage.step("a copy of the sample monolith"):
        preparing.copy_sample(stage)
    with stage.step(f"the monolith's database, {orders:,} orders"):
        preparing.fill_monolith(stage, orders)
    with stage.step("decompose analyze"):
        extracting.analyze(stage)
    with stage.step("decompose extract orders"):
        extracting.extract(stage)
    with stage.step("monolith, service and proxy start"):
        running.start(stage, cleanup)
    traffic = Traffic(stage)
    with traffic:
        with stage.step("decompose data follow orders, under live traffic"):
            extracting.follow(stage)
        with stage.step("the same answers side by side"):
            comparing.side_by_side(stage, traffic)
        with stage.step("decompose record and replay"):
            comparing.replay(stage, traffic)
        with stage.step("decompose shadow orders 100"):
            comparing.shadow(stage)
        with stage.step("decompose shift orders 10, 50, 100, 0, under live traffic"):
            shifting.there_and_back(stage, traffic)
    with stage.step("every acknowledged write is in both databases"):
        shifting.nothing_lost(stage, traffic)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument("--stay", action="store_true", help="leave everything running at the end")
    parser.add_argument("--page", type=Path, help="also write the figures there, as Markdown")
    parser.add_argument("--orders", type=int, default=1000, help="orders to seed (1000)")
    parser.add_argument(
        "--folder",
        type=Path,
        default=ROOT / ".decompose" / "demo",
        help="where to work; it is emptied first (.decompose/demo)",
    )
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    return options


if __name__ == "__main__":
    sys.exit(main())
