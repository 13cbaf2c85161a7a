"""Monolith and service asked the same questions: side by side, and with mirrored traffic."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from decompose_core.exchange import Diff, Observation
from decompose_proxy.comparing import compare
from scripts.demo_steps.access import answered_since, now
from scripts.demo_steps.questions import questions
from scripts.demo_steps.stage import ACCOUNTS, PASSWORD, SERVICE, Failed, Stage
from scripts.demo_steps.traffic import Traffic
from scripts.demo_steps.visitor import logged_in, with_token

ROUNDS = 1
PARITY_SECONDS = 20.0
OUTCOMES = ("matched", "mismatched", "ignored", "raced", "failed")

Answers = Mapping[tuple[str, str], Observation]


def side_by_side(stage: Stage, traffic: Traffic) -> None:
    """Ask every reading endpoint through the proxy, first of the monolith, then of the service.

    The monolith is asked twice: where it differs from itself, a difference means nothing.
    """
    asked = questions(stage)
    with traffic.paused():
        stage.decompose("data", "verify", SERVICE)
        with _Visitors(stage) as visitors:
            control, again = visitors.ask(asked), visitors.ask(asked)
            stage.decompose("shift", SERVICE, "100")
            shifted = now()
            candidate = visitors.ask(asked)
            answered = answered_since(stage, shifted)
            stage.decompose("shift", SERVICE, "0")
    if any(each.target != SERVICE for each in answered) or len(answered) < len(candidate):
        raise Failed("at 100 % some of the questions were not answered by the service")
    noise = _differences(control, again)
    found = {
        key: [each for each in diffs if each.path not in {noisy.path for noisy in noise[key]}]
        for key, diffs in _differences(again, candidate).items()
    }
    different = {key: diffs for key, diffs in found.items() if diffs}
    _write(stage, control, candidate, different)
    statuses = sorted({each.status for each in candidate.values()})
    stage.fact(
        "side by side",
        f"{len(asked)} endpoints asked by {len(ACCOUNTS)} users, {len(different)} differ"
        f" (statuses {', '.join(map(str, statuses))})",
    )
    if different:
        (account, path), diffs = next(iter(sorted(different.items())))
        raise Failed(f"{len(different)} answers differ, first {path} for {account}: {diffs[0]}")


def shadow(stage: Stage) -> None:
    """Mirror everything for a while, and read how alike the answers were."""
    stage.decompose("shadow", SERVICE, "100")
    asked = questions(stage)
    with _Visitors(stage) as visitors:
        for _ in range(ROUNDS):
            visitors.ask(asked)
    routes = _judged(stage, len(asked) * len(ACCOUNTS) * ROUNDS)
    counts = {name: sum(int(each[name]) for each in routes) for name in OUTCOMES}
    stage.fact("parity", ", ".join(f"{count:,} {name}" for name, count in counts.items()))
    stage.decompose("shadow", SERVICE, "0")
    if counts["mismatched"] or counts["failed"] or not counts["matched"]:
        raise Failed(_examples(routes))


def replay(stage: Stage, traffic: Traffic) -> None:
    """Record the answers of the monolith as tests, and run them against both sides."""
    requests = stage.reports / "requests.txt"
    requests.write_text("".join(f"GET {path}\n" for path in questions(stage)))
    recording = str(stage.reports / f"{SERVICE}.exchanges.jsonl")
    login = ("--login", f"{ACCOUNTS[0]}:{PASSWORD}")
    ask = ("--requests", str(requests), "--output", recording)
    with traffic.paused():
        stage.decompose("record", SERVICE, *ask, *login)
        text = stage.decompose("replay", recording, *login, "--format", "json")
    (stage.reports / "replay.json").write_text(text)
    stage.fact("replay", f"{len(Path(recording).read_text().splitlines())} recorded exchanges pass")


class _Visitors:
    """One browser and one program for each account, all through the proxy."""

    def __init__(self, stage: Stage) -> None:
        url = stage.url("proxy")
        self._clients = {
            account: (logged_in(url, account), with_token(url, stage.tokens[account]))
            for account in ACCOUNTS
        }

    def __enter__(self) -> _Visitors:
        return self

    def __exit__(self, *_: object) -> None:
        for clients in self._clients.values():
            for client in clients:
                client.close()

    def ask(self, paths: list[str]) -> Answers:
        """Ask each path for each account: the API with the token, pages with the session."""
        return {
            (account, path): _observed((program if "/api/" in path else browser).get(path))
            for account, (browser, program) in self._clients.items()
            for path in paths
        }


def _observed(response: httpx.Response) -> Observation:
    return Observation(
        status=response.status_code,
        headers=tuple(
            (name, value)
            for name, value in response.headers.multi_items()
            if name != "content-encoding"  # httpx has undone it
        ),
        body=base64.b64encode(response.content).decode(),
        body_encoding="base64",
    )


def _differences(one: Answers, other: Answers) -> dict[tuple[str, str], tuple[Diff, ...]]:
    found: dict[tuple[str, str], tuple[Diff, ...]] = {}
    for key, observation in one.items():
        comparison = compare(observation, other[key])
        if comparison.reason:
            raise Failed(f"{key[1]} can't be compared: {comparison.reason}")
        found[key] = comparison.diffs
    return found


def _write(
    stage: Stage,
    control: Answers,
    candidate: Answers,
    different: Mapping[tuple[str, str], list[Diff]],
) -> None:
    """Keep what was asked and how the answers compared."""
    lines = ["status  bytes  endpoint"]
    for key, each in sorted(candidate.items()):
        verdict = "same" if key not in different else f"DIFFERS: {different[key][0]}"
        size = len(base64.b64decode(control[key].body))
        lines.append(f"{each.status:6} {size:6}  {key[1]}  for {key[0]}: {verdict}")
    (stage.reports / "side-by-side.txt").write_text("\n".join(lines) + "\n")


def _judged(stage: Stage, wanted: int) -> list[dict[str, Any]]:
    """Wait for the comparisons under way, and return the verdicts by route."""
    deadline = time.monotonic() + PARITY_SECONDS
    while True:
        text = stage.decompose("parity", "--format", "json", may_find=True)
        routes = [route for each in json.loads(text)["services"] for route in each["routes"]]
        compared = sum(int(each[name]) for each in routes for name in OUTCOMES)
        if compared >= wanted or time.monotonic() > deadline:
            break
        time.sleep(0.5)
    (stage.reports / "parity.json").write_text(text)
    return routes


def _examples(routes: list[dict[str, Any]]) -> str:
    lines = ["control and candidate differ:"]
    for each in routes:
        if each["mismatched"] or each["failed"]:
            lines.append(f"  {each['method']} {each['route']}: {each['examples'][:1]}")
    return "\n".join(lines)
