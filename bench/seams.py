"""Do across the sample's boundary what its code does, before and after the cut, on both sides of
the flip; and run the monolith's own tests with the patch.

`scripts/bench seams [deeds] [suites] [--write]` prints the tables, both by default; `--write` puts
them into docs/seams.md. The patch and the service are those of extracted/orders.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from _docs import put

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.local_postgres import postgres  # noqa: E402
from tests.databases import Databases  # noqa: E402
from tests.extractor.deeds import DEEDS, MONOLITH, SERVICE, Kind, after, before  # noqa: E402
from tests.extractor.sample_sides import content, git_apply, start_sample, unpack  # noqa: E402
from tests.extractor.sides import KEYS, Side, environment  # noqa: E402

PAGE = ROOT / "docs" / "seams.md"
# The service owns, and stands in the monolith's own process: what crosses goes over the wire's
# format and back, since a test's transaction shows its rows to nobody else.
SERVICE_OWNS = """
from shop.settings.test import *  # noqa: F403

DECOMPOSE_OWNERS = {"orders": "orders"}
DECOMPOSE_LOOPBACK = True
"""
_RAN = re.compile(r"Ran (\d+) tests? in")
_ENDED = re.compile(r"^(OK|FAILED)(?: \((.*)\))?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Suite:
    """What a test runner said."""

    name: str
    ran: int
    failed: int
    skipped: int

    @property
    def line(self) -> str:
        """A row of the table."""
        passed = self.ran - self.failed - self.skipped
        return f"| {self.name} | {self.ran} | {passed} | {self.failed} | {self.skipped} |"


def main() -> None:
    """Run what is asked for; all of it takes seven minutes on two quiet cores."""
    parts = {"deeds": _deeds, "suites": _suites}
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", metavar="|".join(parts))
    parser.add_argument("--write", action="store_true", help="put the tables into docs/seams.md")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(parts):
        parser.error(f"there is no part {min(unknown)!r}")
    with postgres() as server, tempfile.TemporaryDirectory(prefix="decompose-seams-") as name:
        for part in options.parts or parts:
            text = "\n".join(parts[part](server, Path(name)))
            if options.write:
                put(PAGE, part, text)


def _deeds(server: str, folder: Path) -> Iterator[str]:
    """Do every deed three times."""
    databases = Databases(server)
    totals: dict[Kind, list[bool]] = {each: [] for each in Kind}
    yield from _said("| what | deed | before the cut | monolith owns | service owns |")
    yield from _said("| --- | --- | --- | --- | --- |")
    try:
        sides = start_sample(folder, databases)
        try:
            for each in DEEDS:
                expected = before(sides, each)
                alike = [after(sides, each, owner) == expected for owner in (MONOLITH, SERVICE)]
                totals[each.kind] += alike
                words = " | ".join("same" if same else "**differs**" for same in alike)
                ended = _first_words(expected.raised)
                yield from _said(f"| {each.kind.value} | {each.name} | {ended} | {words} |")
            contracts = [_contract(side) for side in (sides.cut.monolith, sides.cut.service)]
        finally:
            sides.stop()
    finally:
        databases.drop_all()
    figures = [f"{kind.value}: {sum(all_)} of {len(all_)}" for kind, all_ in totals.items()]
    yield from _said("", f"Alike: {'; '.join(figures)}.", "")
    yield from _said("| contract tests | run | passed | failed | skipped |")
    yield from _said("| --- | --- | --- | --- | --- |", *(each.line for each in contracts))


def _contract(side: Side) -> Suite:
    variables = {"DEBUG": "1", "DECOMPOSE_SEAM_KEYS": KEYS, "DATABASE_URL": side.database}
    name = "in the monolith" if side.name == MONOLITH else "in the service"
    return _suite(name, side.folder, variables, "decompose_link")


def _suites(server: str, folder: Path) -> Iterator[str]:
    """Run the monolith's own tests as it was, and patched with either owner."""
    plain = unpack(folder / "plain", patched=False)
    patched = unpack(folder / "patched", patched=True)
    back = unpack(folder / "back", patched=True)
    git_apply(back, "-R")
    same = content(back) == content(plain)
    (patched / "service_owns.py").write_text(SERVICE_OWNS, encoding="utf-8")
    variables = {"DATABASE_URL": server, "DECOMPOSE_SEAM_KEYS": KEYS}
    owns = ("--settings", "service_owns")
    yield from _said("| the monolith's own tests | run | passed | failed | skipped | CPU s |")
    yield from _said("| --- | --- | --- | --- | --- | --- |")
    for name, path, more in (
        ("as it was", plain, ()),
        ("patched, the monolith owns", patched, ()),
        ("patched, the service owns", patched, owns),
    ):
        started = _cpu()
        suite = _suite(name, path, variables, *more)
        yield from _said(f"{suite.line} {_cpu() - started:.1f} |")
    files = len(content(plain))
    words = "leaves all" if same else "does **not** leave all"
    yield from _said("", f"`git apply -R` {words} {files} files as they were, byte for byte.")


def _suite(name: str, folder: Path, variables: Mapping[str, str], *arguments: str) -> Suite:
    done = subprocess.run(
        [sys.executable, "manage.py", "test", "--noinput", *arguments],
        cwd=folder,
        env=environment(folder, variables),
        capture_output=True,
        text=True,
        check=False,
    )
    ran, ended = _RAN.search(done.stderr), _ENDED.search(done.stderr)
    if ran is None or ended is None:
        raise SystemExit(f"the tests of {folder} did not run:\n{done.stderr[-2000:]}")
    counts = dict(re.findall(r"(\w+)=(\d+)", ended[2] or ""))
    failed = int(counts.get("failures", 0)) + int(counts.get("errors", 0))
    if failed:
        print(done.stderr[-6000:], file=sys.stderr)
    return Suite(name, int(ran[1]), failed, int(counts.get("skipped", 0)))


def _cpu() -> float:
    """The CPU time of ended children."""
    import resource  # noqa: PLC0415

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _first_words(raised: str) -> str:
    kind = raised.partition(":")[0]
    return f"`{kind}`" if kind.endswith(("Error", "Violation")) else "done"


def _said(*lines: str) -> Iterator[str]:
    for each in lines:
        print(each, flush=True)
        yield each


if __name__ == "__main__":
    main()
