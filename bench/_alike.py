"""The same requests to monolith and service on the same rows: how many are answered alike."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
import psycopg
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from psycopg import sql

from decompose_core.monolith import EndpointEffect
from decompose_core.plan import ExtractionPlan
from decompose_extractor.migrations import service_environment
from decompose_extractor.schema import database_settings
from decompose_extractor.subject import Subject

HERE = Path(__file__).parent
QUERIES = ("", "?page=1", "?page=2", "?q=a", "?x=1&y=2")
MOST = 240
_BROKEN = 500
_SECONDS = 600
_STARTED = time.time()  # both sides' clocks stand still here
# Given anew with every answer, on either side.
_FRESH = re.compile(
    r"""(name=["']csrfmiddlewaretoken["'] value=["'])\w+|(csrf_?token["']?: ?["'])\w+""", re.I
)
_SHIM = """
from {settings} import *

DATABASES = {{"default": {database!r}}}
ALLOWED_HOSTS = ["*"]
"""


@dataclass(frozen=True, slots=True)
class Alike:
    """What was compared; `differing` holds the first few requests that were not answered alike."""

    asked: int = 0
    alike: int = 0
    statuses: Mapping[int, int] = field(default_factory=dict[int, int])
    differing: tuple[str, ...] = ()
    trouble: str = ""


def compare_answers(subject: Subject, plan: ExtractionPlan) -> Alike:
    """Fill the monolith and ask it, copy the planned columns, and ask the service.

    The copy comes after the monolith's answers: a row that it makes while it answers a reader (a
    basket, say) has reached the service by then, as replication brings it before a comparison.
    """
    with tempfile.TemporaryDirectory(prefix="decompose-bench-") as name:
        theirs = monolith_environment(Path(name), subject, plan)
        filled = _run(
            [subject.python, str(HERE / "_rows.py"), *plan.apps], subject.monolith, theirs
        )
        if isinstance(filled, str):
            return Alike(trouble=filled)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        ours = _service_environment(subject, key)
        requests = list(itertools.islice(_requests(plan, filled["values"]), MOST))
        users = sorted(filled["users"].values())
        asked = [(path, user) for path in requests for user in (None, *users)][:MOST]
        tokens = {user: _token(key, user) for user in users}
        control = _ask(subject.python, subject.monolith, theirs, [(p, u, None) for p, u in asked])
        _copy(subject, plan)
        shown = [(path, None, tokens.get(user or "")) for path, user in asked]
        candidate = _ask(subject.service_python, subject.folder, ours, shown)
    if isinstance(control, str) or isinstance(candidate, str):
        return Alike(trouble=str(control if isinstance(control, str) else candidate))
    return _judged(asked, control, candidate)


def monolith_environment(folder: Path, subject: Subject, plan: ExtractionPlan) -> dict[str, str]:
    """The monolith's own settings, on our database."""
    database = database_settings(subject.monolith_database)
    shim = _SHIM.format(settings=plan.settings, database=database)
    (folder / "bench_settings.py").write_text(shim)
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench_settings",
        "PYTHONPATH": os.pathsep.join([str(folder), str(subject.monolith)]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _service_environment(subject: Subject, key: rsa.RSAPrivateKey) -> dict[str, str]:
    """A production's environment, in which tokens of this key hold."""
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return service_environment(
        subject.folder,
        {
            "DATABASE_URL": subject.database,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DECOMPOSE_PUBLIC_KEY": public.decode(),
            "LOG_LEVEL": "CRITICAL",
            "DEBUG": "0",
            "SECRET_KEY": "x" * 60,
        },
    )


def _judged(asked: list[tuple[str, str | None]], control: Any, candidate: Any) -> Alike:
    statuses: dict[int, int] = {}
    differing: list[str] = []
    for (path, user), one, other in zip(asked, control, candidate, strict=True):
        statuses[one[0]] = statuses.get(one[0], 0) + 1
        if one[0] >= _BROKEN:  # a page that the site itself can't answer proves nothing
            continue
        if [*one[:3], _same(one[3])] != [*other[:3], _same(other[3])]:
            why = other[4].strip().splitlines()[-1:] if other[0] != one[0] else []
            reason = f" ({why[0][:120]})" if why else ""
            differing.append(f"{path} as {user or 'guest'}: {one[0]} and {other[0]}{reason}")
    counted = sum(number for code, number in statuses.items() if code < _BROKEN)
    return Alike(counted, counted - len(differing), statuses, tuple(differing[:5]))


def _same(body: str) -> str:
    return _FRESH.sub(r"\1\2", body)


def _requests(plan: ExtractionPlan, values: Mapping[str, list[str]]) -> Iterator[str]:
    """Paths of the routes that only read, their parameters filled with what rows hold."""
    routes = [r for r in plan.routes if r.effect is EndpointEffect.READ]
    for query in QUERIES:
        for route in routes:
            for path in _paths(route.pattern, values):
                yield f"/{path}{query}"


def _paths(pattern: str, values: Mapping[str, list[str]]) -> Iterator[str]:
    if pattern.startswith("re:"):
        text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", pattern[3:])
        text = text.lstrip("^").removesuffix("$").removesuffix("\\Z").replace("/?", "/")
        if re.search(r"[\\()\[\]*+?|]", text):
            return
    else:
        text = re.sub(r"<\w+:(\w+)>", r"<\1>", pattern)
    names = re.findall(r"<(\w+)>", text)
    found = [_known(name, values) for name in names]
    for chosen in itertools.islice(itertools.product(*found), 24):
        path = text
        for name, value in zip(names, chosen, strict=True):
            path = path.replace(f"<{name}>", value, 1)
        yield path


def _known(name: str, values: Mapping[str, list[str]]) -> list[str]:
    if name in values:
        return [*values[name][:10], "none-such"] if name != "pk" else [*values[name][:10], "9999"]
    if name.endswith(("pk", "id")):
        return [*values.get("pk", ["1"])[:10], "9999"]
    short = name.rpartition("_")[2]
    return values.get(short, ["1"])[:10]


def _copy(subject: Subject, plan: ExtractionPlan) -> None:
    """Copy the planned columns of every table, as replication would."""
    with (
        psycopg.connect(subject.monolith_database) as source,
        psycopg.connect(subject.database) as target,
    ):
        target.execute("SET session_replication_role = replica")
        for table in plan.tables:
            wanted = table.columns or _columns(source, table.name)
            here = set(_columns(target, table.name))
            names = sorted(set(wanted) & here & set(_columns(source, table.name)))
            if not names:
                continue
            columns = sql.SQL(", ").join(map(sql.Identifier, names))
            read = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(
                columns, sql.Identifier(table.name)
            )
            write = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
            target.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
            with source.cursor().copy(read) as rows, target.cursor().copy(write) as into:
                for block in rows:
                    into.write(block)


def _columns(connection: psycopg.Connection[Any], table: str) -> list[str]:
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s",
        [table],
    )
    return [str(name) for (name,) in rows]


def _token(key: rsa.RSAPrivateKey, user: str) -> str:
    now = int(time.time())
    claims = {
        "iss": "decompose:monolith", "aud": "decompose", "sub": user, "via": "cookie",
        "iat": now, "exp": now + 3600,
    }  # fmt: skip
    return jwt.encode(
        claims,
        key,
        algorithm="RS256",
        headers={
            "kid": "bench",
            "typ": "at+jwt",
        },
    )


def _ask(python: str, folder: Path, environment: Mapping[str, str], asked: list[Any]) -> Any:
    return _run(
        [python, str(HERE / "_asked.py"), str(_STARTED)], folder, environment, json.dumps(asked)
    )


def _run(command: list[str], folder: Path, environment: Mapping[str, str], given: str = "") -> Any:
    """Run one of our scripts; its last line as JSON, or the end of what it said."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=dict(environment),
        input=given,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        return "\n".join(done.stderr.strip().splitlines()[-4:])
    return json.loads(done.stdout.strip().splitlines()[-1])
