"""Live traffic through the proxy while the road is walked: pages and API, reads and writes."""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from random import Random

import httpx

from scripts.demo_steps.stage import ACCOUNTS, Stage
from scripts.demo_steps.visitor import logged_in, with_token

VISITORS = 4
PAUSE_SECONDS = 0.04  # people don't hammer, and two cores carry three servers here
FINE = {200, 201, 302}


@dataclass
class Traffic:
    """Some visitors at work; what they saw is read when they have stopped."""

    stage: Stage
    seen: Counter[int] = field(default_factory=Counter[int])
    errors: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])
    _people: Iterator[int] = field(default_factory=itertools.count)
    _stop: threading.Event = field(default_factory=threading.Event)
    _going: threading.Event = field(default_factory=threading.Event)
    _working: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(VISITORS))
    _threads: list[threading.Thread] = field(default_factory=list[threading.Thread])

    def __enter__(self) -> Traffic:
        self._going.set()
        for number in range(VISITORS):
            thread = threading.Thread(target=self._visit, args=(number,), daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._going.set()
        for thread in self._threads:
            thread.join(timeout=60.0)
        self.stage.fact(
            "live traffic",
            f"{self.seen.total():,} requests, {len(self.notes)} of them acknowledged writes,"
            f" {len(self.errors)} errors",
        )
        (self.stage.reports / "traffic-errors.txt").write_text("\n".join([*self.errors, ""]))

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Let nobody ask for a while: what is compared must not change in between."""
        self._going.clear()
        for _ in range(VISITORS):
            self._working.acquire()
        try:
            yield
        finally:
            self._working.release(VISITORS)
            self._going.set()

    def _visit(self, number: int) -> None:
        account, choose = ACCOUNTS[number % 2], Random(number)
        try:
            with (
                closing(logged_in(self.stage.url("proxy"), account)) as browser,
                with_token(self.stage.url("proxy"), self.stage.tokens[account]) as program,
            ):
                self._work(number, browser, program, choose)
        except Exception as error:
            self.errors.append(f"visitor {number} gave up: {type(error).__name__}: {error}")

    def _work(
        self, number: int, browser: httpx.Client, program: httpx.Client, choose: Random
    ) -> None:
        orders = [each["id"] for each in program.get("/api/orders/").json()["results"]]
        written = 0
        while not self._stop.is_set():
            self._going.wait()
            with self._working:
                written += self._round(number, browser, program, choose.choice(orders), written)

    def _round(
        self, number: int, browser: httpx.Client, program: httpx.Client, order: int, written: int
    ) -> int:
        """Read some pages, and write a note in every other account; return how many were taken.

        Each round of API reads is another person's, so that a share shows after seconds. Who
        writes reads from the owner for a while, so somebody has to do nothing but read.
        """
        program.cookies.set("decompose_cohort", f"person-{number}-{next(self._people)}")
        self._ask(browser, "GET", "/orders/")
        self._ask(browser, "GET", f"/orders/{order}/")
        self._ask(program, "GET", "/api/orders/")
        self._ask(program, "GET", f"/api/orders/{order}/")
        self._ask(program, "GET", f"/api/orders/{order}/history/")
        if number % len(ACCOUNTS):
            return 0
        text = f"note {written} of visitor {number}"
        if self._ask(program, "POST", f"/api/orders/{order}/notes/", {"body": text}) != 201:
            return 0
        self.notes.append(text)
        return 1

    def _ask(
        self, client: httpx.Client, method: str, path: str, data: dict[str, str] | None = None
    ) -> int:
        try:
            status = client.request(method, path, json=data).status_code
        except httpx.TransportError as error:
            self.errors.append(f"{method} {path}: {type(error).__name__}: {error}")
            return 0
        self.seen[status] += 1
        if status not in FINE:
            self.errors.append(f"{method} {path}: {status}")
        time.sleep(PAUSE_SECONDS)
        return status
