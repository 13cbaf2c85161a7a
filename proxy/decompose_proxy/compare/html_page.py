"""HTML says the same: elements, attributes and text in order, without regard to layout.

CSRF tokens and nonces are fresh in each answer: tokens must be there and well formed on both sides,
nonces must differ consistently. Comments are left out; spaces count in `pre` and `textarea` only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

from decompose_proxy.answer import Answer, Form
from decompose_proxy.finding import Finding, Kind, Uncomparable
from decompose_proxy.rule import Rule, Sides
from decompose_proxy.sequence import differing

Piece = tuple[str, str]  # path, text
Attributes = list[tuple[str, str | None]]
MAX_PIECES = 100_000
MAX_DEPTH = 200
_SINGLE = frozenset({"html", "head", "body", "main", "title"})
_VOID = re.compile(  # https://html.spec.whatwg.org/#void-elements
    r"area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr"
)
_EXACT = frozenset({"pre", "textarea"})
_TOKEN = re.compile(r"[A-Za-z0-9]{32}(?:[A-Za-z0-9]{32})?\Z")  # django.middleware.csrf
_TOKEN_IN_SCRIPT = re.compile(
    r"(csrf\w*[\"']?\s*[:=,]\s*[\"'])([A-Za-z0-9]{64}|[A-Za-z0-9]{32})\b", re.I
)


def _find(sides: Sides) -> Iterator[Finding]:
    if not sides.both(Form.HTML):
        return
    control, candidate = _Page(sides.control), _Page(sides.candidate)
    yield from _fresh(sides, control, candidate)
    here, there = control.pieces, candidate.pieces
    for _position, old, new in differing(here, there):
        if old is None and new is not None:
            yield Finding(new[0], Kind.EXTRA, "", new[1])
        elif new is None and old is not None:
            yield Finding(old[0], Kind.MISSING, old[1], "")
        elif old is not None and new is not None:
            yield from _replaced(old, new)


def _replaced(old: Piece, new: Piece) -> Iterator[Finding]:
    if old[0] == new[0]:
        yield Finding(old[0], Kind.VALUE, old[1], new[1])
    else:
        yield Finding(old[0], Kind.MISSING, old[1], "")
        yield Finding(new[0], Kind.EXTRA, "", new[1])


def _fresh(sides: Sides, control: _Page, candidate: _Page) -> Iterator[Finding]:
    """Excuse tokens and nonces; a different number of them shows in the pieces."""
    for here, there in zip(control.nonces, candidate.nonces, strict=False):
        sides.bindings.add("nonce", here[1], there[1])
    for here, there in zip(control.nonces, candidate.nonces, strict=False):
        if here != there:
            held = sides.bindings.hold("nonce", here[1], there[1])
            yield Finding(here[0], Kind.VALUE, here[1], there[1], "nonce" if held else "")
    for here, there in zip(control.tokens, candidate.tokens, strict=False):
        if here != there:
            yield Finding(here[0], Kind.VALUE, here[1], there[1], "CSRF token")


class _Page(HTMLParser):
    """A page as a flat list of pieces, each with the path of its element."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self.tokens: list[Piece] = []
        self.nonces: list[Piece] = []
        self._open: list[str] = []
        self._paths = ["body"]
        self._counts: list[Counter[str]] = [Counter()]
        self.feed(answer.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Note an element and go down into it."""
        self._enter(tag)
        self._add("", f"<{tag}>")
        token = dict(attrs).get("name") in ("csrfmiddlewaretoken", "csrf-token")
        for name, value in sorted(attrs, key=str):
            self._attribute(name, value or "", token=token and name in ("value", "content"))
        if _VOID.fullmatch(tag):
            self._leave(tag)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """Note an element without content; a slash in `<div/>` means nothing in HTML."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Go up; elements whose end was left out end here too."""
        if tag in self._open:
            self._leave(tag)

    def handle_data(self, data: str) -> None:
        """Note text."""
        if _EXACT.isdisjoint(self._open):
            data = " ".join(data.split())
        if "script" in self._open:
            data = _TOKEN_IN_SCRIPT.sub(self._script_token, data)
        if data:
            self._add("", data)

    def handle_decl(self, decl: str) -> None:
        """Note the document type."""
        self._add("", f"<!{decl.lower()}>")

    def _attribute(self, name: str, value: str, *, token: bool) -> None:
        path = f"{self._paths[-1]}/@{name}"
        value = " ".join(value.split())
        if token and _TOKEN.match(value):
            self.tokens.append((path, value))
            value = "a CSRF token"
        elif name == "nonce" and value:
            self.nonces.append((path, value))
            value = "a nonce"
        self._add(f"/@{name}", value)

    def _script_token(self, match: re.Match[str]) -> str:
        self.tokens.append((self._paths[-1], match[2]))
        return f"{match[1]}a CSRF token"

    def _add(self, suffix: str, text: str) -> None:
        if len(self.pieces) >= MAX_PIECES:
            raise Uncomparable(f"too large: more than {MAX_PIECES} pieces of HTML")
        self.pieces.append((self._paths[-1] + suffix, text))

    def _enter(self, tag: str) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise Uncomparable(f"too deep: more than {MAX_DEPTH} levels of HTML")
        number = self._counts[-1][tag]
        self._counts[-1][tag] += 1
        step = tag if tag in _SINGLE else f"{tag}[{number}]"
        self._open.append(tag)
        self._paths.append(f"{self._paths[-1]}/{step}")
        self._counts.append(Counter())

    def _leave(self, tag: str) -> None:
        while self._open:
            last = self._open.pop()
            self._paths.pop()
            self._counts.pop()
            if last == tag:
                return


rule = Rule(_find, "HTML by element, attribute and text; CSRF tokens and nonces are fresh.")
