"""Every reading route of the service as a path that can be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from decompose_core import project_file
from decompose_core.monolith import EndpointEffect
from scripts.demo_steps.stage import ACCOUNTS, SERVICE, Failed, Stage
from scripts.demo_steps.visitor import with_token

# `<int:pk>` of a path, `(?P<pk>[0-9]+)` of a regular expression.
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()\\]|\\.)*\)")

# Whoever tracks an order has to know both.
QUERY = "?number={number}&email={email}"


def questions(stage: Stage) -> list[str]:
    """Fill in each reading route with what the customer owns."""
    project = project_file.read(stage.folder / "decompose.toml")
    patterns = {
        each.pattern
        for each in project.services[SERVICE].routes
        if "GET" in (each.methods or ("GET",)) and each.effect is EndpointEffect.READ
    }
    if not patterns:
        raise Failed("decompose.toml names no reading route of the service")
    values = _values(stage)
    return sorted(_filled(each, values) for each in patterns)


def _values(stage: Stage) -> Mapping[str, str]:
    with with_token(stage.url("proxy"), stage.tokens[ACCOUNTS[0]]) as program:
        order = program.get("/api/orders/").json()["results"][0]
        line = program.get("/api/order-lines/").json()["results"][0]
    return {
        "pk": str(order["id"]),
        "line": str(line["id"]),
        "number": str(order["number"]),
        "email": ACCOUNTS[0],
    }


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    plain = pattern.removeprefix("re:").removeprefix("^").removesuffix("$").removesuffix(r"\Z")

    def value(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        key = "line" if name == "pk" and "order-lines" in pattern else name
        if key not in values:
            raise Failed(f"the demo knows no value for {name!r} in the route {pattern}")
        return values[key]

    path = "/" + PARAMETER.sub(value, plain).replace("\\", "").lstrip("/")
    return path + QUERY.format(**values) if "/track/" in path else path
