"""Take secrets and personal data out of an exchange before anything of it is stored.

It works by allow-list: a header, a query parameter or a value is kept where it is known to be
harmless or a `clear:PATH` rule of the route says so. Everything else keeps its shape only: letters
become x, digits 9, and a short keyed hash tells two values apart without telling what they are.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, urlencode

from decompose_core.exchange import Comparison, Diff, Exchange, Observation, Request
from decompose_proxy.allowance import NOTHING_ALLOWED, Allowed
from decompose_proxy.answer import Form, read
from decompose_proxy.finding import Uncomparable, pointer
from decompose_proxy.json_value import Json, NoJson, Number, parse, written

REQUEST_HEADERS = frozenset(
    {"accept", "accept-encoding", "accept-language", "content-type", "host", "origin"}
    | {"sec-fetch-dest", "sec-fetch-mode", "x-requested-with", "x-forwarded-proto"}
    | {"x-decompose-user"}
)
ANSWER_HEADERS = frozenset(
    {"allow", "cache-control", "content-encoding", "content-language", "content-length"}
    | {"content-type", "expires", "last-modified", "retry-after", "vary"}
)
COOKIE_ATTRIBUTES = frozenset(
    {"domain", "expires", "httponly", "max-age", "path", "samesite", "secure"}
)
QUERY_NAMES = frozenset(
    {"expand", "fields", "format", "lang", "limit", "offset", "order", "order_by"}
    | {"ordering", "page", "page_size", "per_page", "sort", "status", "view"}
)
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")  # shorter than a card number
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_DECIMAL = re.compile(  # with a currency, as pages show it
    r"(?:[€$£] ?)?-?\d{1,3}(?:,?\d{3}){0,2}\.\d{1,6}(?: ?(?:[A-Z]{3}|[€$£%]))?"
)
_TAG = re.compile(r"<[a-z][a-z0-9-]*>")
_SECRET_STEP = re.compile(r".*(?:@|%40|=).*|[A-Za-z0-9_.-]{24,}|\d{13,}")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
_SLUG = re.compile(r"[a-z]+(?:[-_][a-z]+)*")


@dataclass(frozen=True, slots=True)
class Masking:
    """How values are masked: the key of the hashes, and what the route allows to be shown."""

    key: bytes
    allowed: Allowed = NOTHING_ALLOWED

    def exchange(self, exchange: Exchange) -> Exchange:
        """Mask a whole exchange."""
        candidate = exchange.candidate and self._observation(exchange.candidate)
        return replace(
            exchange,
            request=self._request(exchange.request),
            control=self._observation(exchange.control),
            candidate=candidate,
        )

    def comparison(self, comparison: Comparison) -> Comparison:
        """Mask the values of the differences; paths and kinds stay."""
        return replace(
            comparison,
            diffs=tuple(map(self._diff, comparison.diffs)),
            ignored=tuple(map(self._diff, comparison.ignored)),
        )

    def target(self, target: str) -> str:
        """Mask what in an address is neither name nor number."""
        path, question, query = target.partition("?")
        steps = "/".join(self._step(each) for each in path.split("/"))
        if not question:
            return steps
        pairs = [
            (name, self._parameter(name, value))
            for name, value in parse_qsl(query, keep_blank_values=True)
        ]
        return f"{steps}?{urlencode(pairs)}"

    def text(self, text: str) -> str:
        """Keep the shape of a value: letters become x, digits 9."""
        if not text:
            return text
        shape = re.sub(r"\d", "9", re.sub(r"[^\W\d_]", "x", text[:24]))
        return f"{shape}{'…' if len(text) > 24 else ''}#{self._hash(text)}"

    def _hash(self, text: str) -> str:
        return hmac.new(self.key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:6]

    def _request(self, request: Request) -> Request:
        headers = _kept(request.headers, REQUEST_HEADERS)
        body, encoding = "", "utf-8"
        if request.body and request.body_encoding == "utf-8":
            body = self._request_body(request)
        return Request(request.method, self.target(request.target), headers, body, encoding)

    def _request_body(self, request: Request) -> str:
        media = next((value for key, value in request.headers if key.lower() == "content-type"), "")
        if "json" in media:
            return self._json_text(request.body)
        if "x-www-form-urlencoded" in media:
            pairs = parse_qsl(request.body, keep_blank_values=True)
            return urlencode([(name, self._form_value(name, value)) for name, value in pairs])
        return ""

    def _form_value(self, name: str, value: str) -> str:
        return value if self._shown(pointer("body", name), value) else self.text(value)

    def _observation(self, observation: Observation) -> Observation:
        """Keep the structure of JSON; of other bodies nothing is kept, replay asks again."""
        headers = _kept(observation.headers, ANSWER_HEADERS)
        try:
            answer = read(observation)
        except Uncomparable:
            return replace(observation, headers=headers, body="", body_encoding="utf-8")
        body = self._json_text(answer.text) if answer.form is Form.JSON else ""
        headers = tuple(each for each in headers if each[0].lower() != "content-encoding")
        return replace(observation, headers=headers, body=body, body_encoding="utf-8")

    def _json_text(self, text: str) -> str:
        try:
            return written(self._json("body", parse(text)))
        except (NoJson, Uncomparable):
            return ""

    def _json(self, path: str, value: Json) -> Json:
        if isinstance(value, dict):
            return {
                self._step(key): self._json(pointer(path, key), each) for key, each in value.items()
            }
        if isinstance(value, list):
            return [self._json(pointer(path, n), each) for n, each in enumerate(value)]
        if isinstance(value, str) and not self._shown(path, value):
            return self.text(value)
        return value

    def _shown(self, path: str, value: str) -> bool:
        if isinstance(value, Number):
            return _NUMBER.fullmatch(value) is not None
        harmless = not value or any(each.fullmatch(value) for each in (_TIME, _DECIMAL, _TAG))
        return harmless or self.allowed.covering(path, "clear") is not None

    def _parameter(self, name: str, value: str) -> str:
        simple = _NUMBER.fullmatch(value) or _SLUG.fullmatch(value.lstrip("-"))
        known = name.lower() in QUERY_NAMES and simple is not None
        clear = self.allowed.covering(f"query/{name.lower()}", "clear") is not None
        return value if known or clear else self.text(value)

    def _step(self, step: str) -> str:
        if _UUID.fullmatch(step) or _SLUG.fullmatch(step) or not _SECRET_STEP.fullmatch(step):
            return step
        return quote(self.text(step), safe="")

    def _diff(self, diff: Diff) -> Diff:
        path = "/".join(map(self._step, diff.path.split("/")))
        return Diff(
            path, diff.kind, self._side(diff, diff.control), self._side(diff, diff.candidate)
        )

    def _side(self, diff: Diff, value: str) -> str:
        """Mask one side of a difference; what is under `body` is JSON where it can be read so."""
        about_form = diff.path == "body" and diff.kind == "type"
        if diff.path == "status" or diff.kind == "size" or about_form:
            return value
        if diff.path.startswith("headers/"):
            return self._header(diff.path.split("/")[1:], value)
        try:
            return written(self._json(diff.path, parse(value)))
        except (NoJson, Uncomparable):
            return value if self._shown(diff.path, value) else self.text(value)

    def _header(self, steps: list[str], value: str) -> str:
        if steps == ["location"]:
            return self.target(value)
        attribute = steps[0] == "set-cookie" and steps[-1] in COOKIE_ATTRIBUTES and len(steps) > 2
        if attribute or steps[0] in ANSWER_HEADERS:
            return value
        clear = self.allowed.covering("/".join(("headers", *steps)), "clear")
        return value if clear else self.text(value)


def _kept(headers: Iterable[tuple[str, str]], names: frozenset[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers if name.lower() in names)
