"""How many reported couplings are true: a sample drawn the same way each time, judged by hand.

Reads projects of a folder, finds their couplings, draws some of each kind by a hash of the place,
so that the same source gives the same sample, and compares with the verdicts in
`bench/couplings_judged.tsv`. `--list` prints the sample with the code of each place, for judging.
Rewrites docs/couplings-precision.md. Without the projects there is nothing to measure.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from decompose_analyzer.finding import detectors, find_all
from decompose_analyzer.scan import Scan
from decompose_core.coupling import Coupling
from decompose_source.project import read_project

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "couplings-precision.md"
JUDGED = Path(__file__).parent / "couplings_judged.tsv"
PROJECTS = ("misago", "netbox", "oscar", "pretix")
HELD_OUT = ("mezzanine", "weblate")
HEADER = """# How many reported couplings are true

Made by `scripts/bench couplings_precision`, not by hand. The couplings of four real projects are
found, and of each kind some are drawn by a hash of their place. Each of these was judged by a
reader of the code, once, and the verdict is kept in `bench/couplings_judged.tsv` with a reason.
**True** means that the place leans on that app in that way; **false** means that it does not.
Places in the sample that nobody has judged yet are counted as open and are in no share.

In a first sample of 535 places 494 were true (92 %); the detectors were corrected where it was
false. So the share of those four says how they do on code that was looked at. What that look found
false stands at the end. Two more projects were held out: their sample was drawn once, after the
corrections. One reader judged, from the line with its code and detail, and opened only a few
files: an error that shows only elsewhere in the file was not seen. The projects here are installed
without their lists of requirements, so `requirement` has nothing to find. Nothing here says what
the detectors miss: see
`docs/coverage.md` and `docs/predicted-sql.md`.
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One coupling of the sample."""

    project: str
    coupling: Coupling

    @property
    def key(self) -> str:
        """Name it in the file of verdicts: lines move less often than the code around them."""
        each = self.coupling
        place = f"{each.location.path}:{each.location.line}:{each.location.column}"
        return f"{self.project} {each.kind} {place} {each.target.app}.{each.target.symbol}"


def main() -> int:
    """Draw, print or compare, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=ROOT / ".corpus")
    parser.add_argument("--truth", type=Path, default=os.environ.get("DECOMPOSE_TRUTH"))
    parser.add_argument("--each", type=int, default=12, help="places of a kind in the sample")
    parser.add_argument(
        "--held-out", type=int, default=4, help="the same, of the projects held out"
    )
    parser.add_argument("--list", action="store_true", help="print the open places for judging")
    arguments = parser.parse_args()
    folders = [arguments.corpus / name for name in PROJECTS]
    if not all(each.is_dir() for each in folders):
        print("couplings_precision: skipped, there is no corpus (see --help)")
        return 0
    found: list[Drawn] = []
    for folder in folders:
        found += read(folder, _settings(arguments.truth, folder.name))
    sample = list(draw(found, arguments.each))
    verdicts = judged()
    if arguments.list:
        for each in sample:
            if each.key not in verdicts:
                _print(each, arguments.corpus)
        return 0
    PAGE.write_text("\n".join(page(found, sample, verdicts)) + "\n", encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written")
    return 0


def read(folder: Path, settings: str | None) -> Iterator[Drawn]:
    """Find the couplings of one project."""
    couplings, _ = find_all(Scan(read_project(folder, settings=settings)), lambda _: None)
    for each in couplings:
        yield Drawn(folder.name, each)


def draw(found: Iterable[Drawn], number: int) -> Iterator[Drawn]:
    """Draw some of each kind, those whose keys have the lowest hashes."""
    of_kind: dict[str, dict[str, Drawn]] = {}
    for each in found:
        of_kind.setdefault(each.coupling.kind, {}).setdefault(each.key, each)
    for _, drawn in sorted(of_kind.items()):
        yield from sorted(drawn.values(), key=_hash)[:number]


def judged() -> Mapping[str, tuple[bool, str]]:
    """Read the verdicts: a key, `true` or `false`, and a reason, separated by tabs."""
    found: dict[str, tuple[bool, str]] = {}
    for line in JUDGED.read_text(encoding="utf-8").splitlines() if JUDGED.is_file() else ():
        if line and not line.startswith("#"):
            key, verdict, reason = line.split("\t")
            found[key] = (verdict == "true", reason)
    return found


def page(
    found: Iterable[Drawn], sample: list[Drawn], verdicts: Mapping[str, tuple[bool, str]]
) -> Iterator[str]:
    """Write the page."""
    reported: dict[str, int] = {}
    for each in found:
        reported[each.coupling.kind] = reported.get(each.coupling.kind, 0) + 1
    yield HEADER
    yield from _table(reported, sample, verdicts)
    yield from _held_out(verdicts)
    drawn = {each.key for each in sample}
    verdicts = {key: value for key, value in verdicts.items() if not key.startswith(HELD_OUT)}
    yield from _false(
        "Judged false", {k: why for k, (ok, why) in verdicts.items() if not ok and k in drawn}
    )
    yield from _false(
        "Judged false at an earlier look, and no longer drawn",
        {k: why for k, (ok, why) in verdicts.items() if not ok and k not in drawn},
    )


def _table(
    reported: Mapping[str, int], sample: list[Drawn], verdicts: Mapping[str, tuple[bool, str]]
) -> Iterator[str]:
    """Write the figures of each kind, and of all."""
    yield "| kind | reported | judged | true | false | open | precision |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    whole = [0, 0, 0]
    for kind in detectors():
        of_kind = [each for each in sample if each.coupling.kind == kind]
        known = [verdicts[each.key][0] for each in of_kind if each.key in verdicts]
        true, false = sum(known), len(known) - sum(known)
        whole = [whole[0] + true, whole[1] + false, whole[2] + len(of_kind) - len(known)]
        figures = f"{len(known)} | {true} | {false} | {len(of_kind) - len(known)}"
        yield f"| {kind} | {reported.get(kind, 0):,} | {figures} | {_share(true, false)} |"
    total = f"{whole[0] + whole[1]} | {whole[0]} | {whole[1]} | {whole[2]}"
    yield f"| all | {sum(reported.values()):,} | {total} | {_share(whole[0], whole[1])} |"


def _held_out(verdicts: Mapping[str, tuple[bool, str]]) -> Iterator[str]:
    """Write what the one look at the projects that were held out found."""
    judged = {key: value for key, value in verdicts.items() if key.startswith(HELD_OUT)}
    true = sum(ok for ok, _ in judged.values())
    kinds = {key.split(" ")[1] for key in judged}
    yield ""
    yield f"## Held out: {' and '.join(HELD_OUT)}"
    yield ""
    yield (
        f"Up to four places of each of {len(kinds)} kinds, drawn and judged once: {true} of "
        f"{len(judged)} true ({_share(true, len(judged) - true)}). What was false is corrected "
        "since, and not drawn again: these projects are no longer unseen."
    )
    yield from _false("False there", {k: why for k, (ok, why) in judged.items() if not ok})


def _false(title: str, found: Mapping[str, str]) -> Iterator[str]:
    """Count places by kind and reason."""
    counted = Counter((key.split(" ")[1], why) for key, why in found.items())
    yield ""
    yield f"## {title}"
    yield ""
    if not counted:
        yield "None."
        return
    yield "| kind | places | reason |"
    yield "| --- | --- | --- |"
    for (kind, why), number in sorted(counted.items()):
        yield f"| {kind} | {number} | {why} |"


def _share(true: int, false: int) -> str:
    return f"{true / (true + false):.0%}" if true + false else "-"


def _hash(drawn: Drawn) -> str:
    return hashlib.sha256(drawn.key.encode()).hexdigest()


def _settings(truths: Path | None, name: str) -> str | None:
    path = Path(truths) / f"{name}.json.gz" if truths else None
    if path is None or not path.is_file():
        return None
    return str(json.loads(gzip.decompress(path.read_bytes()))["meta"]["settings"])


def _print(drawn: Drawn, corpus: Path) -> None:
    each = drawn.coupling
    path = corpus / drawn.project / each.location.path
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n") if path.is_file() else []
    code = lines[each.location.line - 1].strip()[:140] if each.location.line <= len(lines) else ""
    print(f"{drawn.key}\n    {each.source.app}.{each.source.symbol} {each.effect}: {each.detail}")
    print(f"    > {code}")


if __name__ == "__main__":
    raise SystemExit(main())
