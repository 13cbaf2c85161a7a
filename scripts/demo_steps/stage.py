"""What the steps share: the folder they work in, addresses, facts for the summary, and timing."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.local_postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
SERVICE = "orders"
PASSWORD = "shop-demo"
ACCOUNTS = ("customer@example.com", "staff@example.com")


class Failed(Exception):
    """A step did not hold."""


@dataclass
class Stage:
    """One run of the demo."""

    folder: Path
    started: float
    variables: dict[str, str] = field(default_factory=dict[str, str])
    tokens: dict[str, str] = field(default_factory=dict[str, str])
    facts: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    steps: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])
    ports: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def sample(self) -> Path:
        """The monolith's copy."""
        return self.folder / "sample_monolith"

    @property
    def service(self) -> Path:
        """The extracted service."""
        return self.folder / "extracted" / SERVICE

    @property
    def reports(self) -> Path:
        """Where reports and logs lie afterwards."""
        return self.folder / "reports"

    def url(self, name: str) -> str:
        """Give the base URL of monolith, service, proxy or admin."""
        return f"http://{self.address(name)}"

    def address(self, name: str) -> str:
        """Give host and port; a free port is chosen at the first question."""
        return f"127.0.0.1:{self.ports.setdefault(name, free_port())}"

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Announce a step and say how long it took; any other failure becomes the step's own."""
        self.say(f"{name} ...")
        began = time.monotonic()
        try:
            yield
        except (Failed, KeyboardInterrupt, SystemExit):
            raise
        except Exception as error:
            raise Failed(f"{name}: {type(error).__name__}: {error}") from error
        took = time.monotonic() - began
        self.steps.append((name, took))
        self.say(f"  done in {took:.1f} s")

    def fact(self, name: str, value: str) -> None:
        """Keep a line for the summary, and say it."""
        self.facts.append((name, value))
        self.say(f"  {name}: {value}")

    def say(self, line: str) -> None:
        """Print a line with the seconds since the start."""
        print(f"[{time.monotonic() - self.started:6.1f} s] {line}", flush=True)

    def decompose(self, *arguments: str, may_find: bool = False) -> str:
        """Run our own command line in the folder; `may_find` lets exit code 1 pass."""
        command = str(Path(sys.executable).parent / "decompose")
        return self.run([command, *arguments], self.folder, codes={0, 1} if may_find else {0})

    def manage(self, project: Path, *arguments: str, database: str) -> str:
        """Run a command of a Django project."""
        command = [sys.executable, "manage.py", *arguments]
        return self.run(command, project, variables={"DATABASE_URL": self.variables[database]})

    def run(
        self,
        command: list[str],
        folder: Path,
        *,
        variables: Mapping[str, str] | None = None,
        codes: set[int] | None = None,
    ) -> str:
        """Run a command to its end and return what it printed; what it said is kept in a log."""
        name = "-".join(Path(each).name for each in command[:3] if not each.startswith("-"))
        ran = subprocess.run(
            command,
            cwd=folder,
            env=self.environment(variables),
            capture_output=True,
            text=True,
            check=False,
        )
        self.reports.mkdir(exist_ok=True)
        with (self.reports / "commands.log").open("a") as log:
            log.write(f"$ {' '.join(command)}\n{ran.stdout[-20_000:]}{ran.stderr[-20_000:]}\n")
        if ran.returncode not in (codes or {0}):
            tail = "\n".join((ran.stderr or ran.stdout).strip().splitlines()[-12:])
            raise Failed(f"{name} ended with exit code {ran.returncode}:\n{tail}")
        return ran.stdout

    def environment(self, variables: Mapping[str, str] | None = None) -> dict[str, str]:
        """Give the variables of a child: ours, and none of a PostgreSQL configured outside."""
        outside = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        return {**outside, **self.variables, **(variables or {})}

    def summary(self) -> None:
        """Print what happened and where the reports lie."""
        width = max(len(name) for name, _ in (*self.steps, *self.facts))
        print("\nWhat happened")
        for name, took in self.steps:
            print(f"  {name:{width}}  {took:6.1f} s")
        print("\nWhat was found")
        for name, value in self.facts:
            print(f"  {name:{width}}  {value}")
        print("\nWhere the reports lie")
        for path in sorted(self.reports.iterdir()):
            print(f"  {path}")
        total = time.monotonic() - self.started
        print(f"\nEvery step held; {total:.0f} s in all.", flush=True)

    def write_page(self, page: Path) -> None:
        """Write the same as Markdown, with each answer side by side."""
        steps = [f"| {name} | {took:.1f} s |" for name, took in self.steps]
        facts = [f"| {name} | {value} |" for name, value in self.facts]
        lines = [
            "# The demo's figures",
            "",
            "Made by `scripts/demo --page docs/demo.md`: the whole road on the sample.",
            "",
            *("| step | took |", "| --- | --- |", *steps, ""),
            *("| what | found |", "| --- | --- |", *facts, ""),
            "Every reading endpoint of orders through the proxy, answered by the monolith and by",
            "the service: status, size, and whether status, body and relevant headers agree.",
            "",
            "```",
            (self.reports / "side-by-side.txt").read_text().rstrip(),
            "```",
            "",
        ]
        page.write_text("\n".join(lines))

    def invitation(self) -> None:
        """Say where everything runs, for whoever wants to look around."""
        print(f"\nStill running; Ctrl-C ends it. The project: {self.folder}")
        for name in ("proxy", "monolith", "service", "admin"):
            print(f"  {name:10} {self.url(name)}")
        for account in ACCOUNTS:
            print(f"  log in as {account} with {PASSWORD}, API token {self.tokens[account]}")
        sys.stdout.flush()
