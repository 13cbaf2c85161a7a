"""Finds template variables that load another app's row: `{{ order.user.email }}`.

A variable's model is told by its name (`order`, `user`), and by loops and `with` around it.
https://docs.djangoproject.com/en/5.2/ref/templates/language/#variables
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.model_map import Hop
from decompose_analyzer.scan import Scan, model_end
from decompose_analyzer.templates import TemplateFile, Token
from decompose_analyzer.values import Shape, Value
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_core.location import Location

CHAIN = re.compile(r"""(?<![\w"'.])[A-Za-z_]\w*(?:\.\w+)+""")
QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
MANAGER_CALLS = frozenset({"all", "first", "last", "count", "exists"})


def find(scan: Scan) -> Iterator[Found]:
    """Read each template from top to bottom and keep what its loops bind."""
    for template in scan.templates:
        bound: dict[str, Value] = {}
        for token in template.tokens:
            for text in _expressions(token):
                for chain in CHAIN.findall(QUOTED.sub("''", text)):
                    yield from _found(scan, template, token.location, chain, bound)
            _bind(scan, template, token, bound)


def _expressions(token: Token) -> tuple[str, ...]:
    return token.words if token.tag in ("", "if", "elif", "for", "with", "include", "url") else ()


def _found(
    scan: Scan, template: TemplateFile, place: Location, chain: str, bound: dict[str, Value]
) -> Iterator[Found]:
    app = template.app or "templates"
    hops, _ = _walk(scan, template, chain, bound)
    reported: set[str] = set()
    for hop in hops:
        other = scan.other_end(hop, app)
        if other is None or other in reported:
            continue
        reported.add(other)
        yield Found(
            source=End(app, template.name),
            target=model_end(other),
            effect=Effect.READ,
            location=place,
            detail=f"loads {hop.model} by {chain} in a template",
        )


def _walk(
    scan: Scan, template: TemplateFile, chain: str, bound: dict[str, Value]
) -> tuple[list[Hop], Value | None]:
    """Follow a chain; also return what it ends in."""
    first, *rest = chain.split(".")
    value = bound.get(first) or _by_name(scan, template, first)
    if first == "request" and rest[:1] == ["user"]:
        value, rest = _by_name(scan, template, "user"), rest[1:]
    hops: list[Hop] = []
    for part in rest:
        if value is None:
            break
        if value.shape is Shape.ROWS and part in MANAGER_CALLS:
            if part in ("first", "last"):
                value = Value(Shape.INSTANCE, value.name)
            continue
        hop = scan.models.attribute(value.name, part) if value.shape is Shape.INSTANCE else None
        if hop is None:
            value = None
            break
        hops.append(hop)
        value = Value(Shape.ROWS if hop.many else Shape.INSTANCE, hop.model)
    return hops, value


def _by_name(scan: Scan, template: TemplateFile, name: str) -> Value | None:
    return scan.types.conventions.row(name, template.app)


def _bind(scan: Scan, template: TemplateFile, token: Token, bound: dict[str, Value]) -> None:
    """Bind what `for row in rows` and `with a=b` bind; a later tag of the same name replaces it."""
    if token.tag == "for" and "in" in token.words:
        at = token.words.index("in")
        names = [each.strip(",") for each in token.words[:at]]
        value = _value(scan, template, token.words[at + 1 : at + 2], bound)
        for name in names:
            bound.pop(name, None)
        if len(names) == 1 and value is not None and value.shape is Shape.ROWS:
            bound[names[0]] = Value(Shape.INSTANCE, value.name)
    if token.tag == "with":
        for word in token.words:
            name, equals, chain = word.partition("=")
            value = _value(scan, template, (chain,), bound) if equals else None
            if value is not None:
                bound[name] = value


def _value(
    scan: Scan, template: TemplateFile, words: tuple[str, ...], bound: dict[str, Value]
) -> Value | None:
    if not words:
        return None
    chain = words[0].partition("|")[0]
    if "." not in chain:
        known = bound.get(chain)
        return known or scan.types.conventions.rows(chain, template.app)
    return _walk(scan, template, chain, bound)[1]


detector = Detector(
    find,
    "template variables that load another app's row",
    example="`{{ order.customer.email }}` in a template of orders",
    settled="the variable reads the replica row",
    rows=(22,),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/ref/templates/language/#variables",
    weight=1.0,
)
