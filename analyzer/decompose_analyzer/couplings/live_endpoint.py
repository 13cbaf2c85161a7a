"""Notes endpoints that no URLconf holds: GraphQL, ninja, channels, websockets.

https://docs.djangoproject.com/en/5.2/howto/deployment/asgi/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity
from decompose_core.location import Location
from decompose_core.problem import Level, Problem

PACKAGES = {
    "channels": "a channels consumer",
    "graphene": "a GraphQL schema",
    "graphene_django": "a GraphQL schema",
    "ariadne": "a GraphQL schema",
    "strawberry": "a GraphQL schema",
    "strawberry_django": "a GraphQL schema",
    "ninja": "a ninja API",
    "ninja_extra": "a ninja API",
}
ASGI = ("scope", "receive", "send")
SELVES = frozenset({"self", "cls"})
HINT = "route it by hand: the proxy's table is made from the URLconf only"


def find(scan: Scan) -> Iterator[Problem]:
    """Note the imports of these packages, and comparisons with a websocket scope."""
    for module in scan.code:
        named: set[str] = set()
        for each in module.imports:
            package = each.module.partition(".")[0]
            if package in PACKAGES and package not in named:
                named.add(package)
                place = Location(module.path, each.line, each.column)
                yield Problem(Level.NOTE, f"{PACKAGES[package]} is not followed", place, HINT)
        for function in module.index.functions:
            names = tuple(each.arg for each in function.args.args if each.arg not in SELVES)
            if isinstance(function, ast.AsyncFunctionDef) and names == ASGI:
                yield Problem(
                    Level.NOTE,
                    f"the ASGI application {function.name} is not followed",
                    module.at(function),
                    HINT,
                )
        for node in module.index.strings:
            if node.value != "websocket":
                continue
            if isinstance(module.index.parent_of(node), ast.Compare):
                yield Problem(
                    Level.NOTE, "a websocket handler is not followed", module.at(node), HINT
                )


detector = Detector(
    find,
    "endpoints that no URLconf holds; noted, not followed",
    example='`scope["type"] == "websocket"`',
    settled="marked: the proxy routes what the URLconf holds",
    rows=(42,),
    severity=CouplingSeverity.SOFT,
    docs="https://docs.djangoproject.com/en/5.2/howto/deployment/asgi/",
    by_module=True,
)
