"""What keeps a function of the staying side from being copied: writes, locks, raw SQL, and effects
outside of the process.

A copy runs on read replicas, so a function that only reads may come along. One that changes
something must stay where the
data's owner is, and the call becomes a seam.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from decompose_source.names import dotted_parts


class EffectKind(StrEnum):
    """What a line of code does to the world."""

    WRITES = "writes"
    LOCKS = "locks"
    QUERIES = "runs raw SQL"
    LEAVES = "acts outside of the process"
    SCHEDULES = "schedules a task"


@dataclass(frozen=True, slots=True, order=True)
class Effect:
    """One effect with the line it happens on."""

    line: int
    kind: EffectKind
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what} (line {self.line})"


WRITES = frozenset(
    {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
)
RELATION_WRITES = frozenset({"add", "remove", "set", "clear"})
QUERY_STEPS = frozenset({"objects", "filter", "exclude", "all", "get_queryset", "order_by"})
SCHEDULING = frozenset({"delay", "apply_async", "send_task", "delay_on_commit"})
# A method of these names on one of these objects is no write of a row.
NOT_ROWS = frozenset({"cache", "caches", "session", "messages", "storage", "default_storage"})
OUTSIDE = frozenset(
    {
        "aiohttp", "boto3", "botocore", "ftplib", "httpx", "paramiko", "requests", "smtplib",
        "socket", "stripe", "subprocess", "twilio", "urllib.request", "urllib3",
    }
)  # fmt: skip
MAIL = frozenset({"send_mail", "send_mass_mail", "mail_admins", "mail_managers", "EmailMessage"})


def effects_of(
    nodes: Iterable[ast.AST],
    resolve: Callable[[ast.expr], str | None],
    *,
    relations: frozenset[str] = frozenset(),
    own: bool = False,
) -> tuple[Effect, ...]:
    """Find the effects in code, nested functions included.

    `relations` names the attributes that lead to related rows. With `own`, saving `self` is no
    effect: it is what
    mixins and abstract bases do on behalf of the class that uses them.
    """
    found: set[Effect] = set()
    for outer in nodes:
        for node in ast.walk(outer):
            if isinstance(node, ast.Call):
                found.update(_effects_of_call(node, resolve, relations, own=own))
    return tuple(sorted(found))


def _effects_of_call(
    call: ast.Call,
    resolve: Callable[[ast.expr], str | None],
    relations: frozenset[str],
    *,
    own: bool,
) -> Iterator[Effect]:
    target = resolve(call.func)
    if target is not None and _is_outside(target):
        yield Effect(call.lineno, EffectKind.LEAVES, target)
        return
    if not isinstance(call.func, ast.Attribute):
        return
    method, before = call.func.attr, call.func.value
    steps = _steps(before)
    text = ".".join([*steps, method])
    if method in SCHEDULING:
        yield Effect(call.lineno, EffectKind.SCHEDULES, text)
    elif method == "select_for_update":
        yield Effect(call.lineno, EffectKind.LOCKS, text)
    elif method in ("execute", "executemany", "callproc") and "cursor" in steps:
        yield Effect(call.lineno, EffectKind.QUERIES, text)
    elif _is_write(method, steps, before, relations, own=own):
        yield Effect(call.lineno, EffectKind.WRITES, text)


def _is_write(
    method: str, steps: list[str], before: ast.expr, relations: frozenset[str], *, own: bool
) -> bool:
    if not NOT_ROWS.isdisjoint(steps):
        return False
    if method in WRITES:
        return not (_is_super(before) or (own and steps == ["self"]))
    if method == "update":
        return not QUERY_STEPS.isdisjoint(steps)
    return method in RELATION_WRITES and len(steps) > 1 and steps[-1] in relations


def _is_super(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    )


def _is_outside(target: str) -> bool:
    if target.startswith("django.core.mail."):
        return target.rpartition(".")[2] in MAIL
    parts = target.split(".")
    return any(".".join(parts[:length]) in OUTSIDE for length in range(1, len(parts)))


def _steps(node: ast.expr) -> list[str]:
    """Name the steps of `Order.objects.filter(..).first()` in order, calls and indexes left out."""
    steps: list[str] = []
    current: ast.expr = node
    while True:
        if isinstance(current, ast.Attribute):
            steps.append(current.attr)
            current = current.value
        elif isinstance(current, ast.Call):
            current = current.func
        elif isinstance(current, ast.Subscript):
            current = current.value
        else:
            steps.extend(dotted_parts(current) or [])
            return list(reversed(steps))
