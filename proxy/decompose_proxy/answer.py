"""One side's answer, ready to be compared: its body without coding, and what form it has."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from functools import lru_cache

from decompose_core.exchange import Observation
from decompose_proxy.codings import CODINGS
from decompose_proxy.finding import Uncomparable

MAX_BODY = 8 << 20  # what is larger is compared as a whole only


class Form(StrEnum):
    """What a body is compared as."""

    EMPTY = "empty"
    JSON = "json"
    HTML = "html"
    CSV = "csv"
    TEXT = "text"
    BINARY = "binary"


_FORMS = {
    "application/json": Form.JSON,
    "application/javascript": Form.TEXT,
    "application/xml": Form.TEXT,
    "application/xhtml+xml": Form.HTML,
    "text/csv": Form.CSV,
    "text/html": Form.HTML,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An observation with its body decoded."""

    observation: Observation
    form: Form
    body: bytes
    charset: str

    @property
    def status(self) -> int:
        """The status code."""
        return self.observation.status

    @property
    def text(self) -> str:
        """The body as text; bytes that are none are replaced."""
        try:
            return self.body.decode(self.charset, errors="replace")
        except LookupError:
            return self.body.decode("utf-8", errors="replace")

    def fields(self, name: str) -> tuple[str, ...]:
        """Return every header of that name, in order."""
        return tuple(
            value.strip() for key, value in self.observation.headers if key.lower() == name
        )


def read(observation: Observation, aliases: frozenset[str] = frozenset()) -> Answer:
    """Decode an observation's body, and take the sides' own addresses out of the links in it.

    Raises:
        Uncomparable: the content coding is unknown or broken, or the body too large.
    """
    media, charset = media_type(observation.header("content-type") or "")
    body = _plain(observation, _coded(observation))
    if len(body) > MAX_BODY:
        raise Uncomparable(f"too large: more than {MAX_BODY} bytes")
    form = _form(media, body)
    if aliases and form is not Form.BINARY:
        body = _own_address(aliases).sub(b"", body)
    return Answer(observation, form, body, charset)


@lru_cache(maxsize=1024)
def media_type(content_type: str) -> tuple[str, str]:
    """Split a Content-Type into the media type and the charset."""
    message = Message()
    message["content-type"] = content_type.replace("\r", " ").replace("\n", " ")
    charset = message.get_param("charset", "utf-8")
    media = message.get_content_type() if content_type.strip() else ""
    return media.lower(), charset.lower() if isinstance(charset, str) and charset else "utf-8"


@lru_cache(maxsize=8)
def _own_address(aliases: frozenset[str]) -> re.Pattern[bytes]:
    hosts = "|".join(map(re.escape, sorted(aliases)))
    return re.compile(rf"(?:https?:)?//(?:{hosts})(?![\w.:-])".encode(), re.I)


def _form(media: str, body: bytes) -> Form:
    if not body:
        return Form.EMPTY
    if media in _FORMS:
        return _FORMS[media]
    if media.endswith("+json"):
        return Form.JSON
    if media.startswith("text/") or media.endswith("+xml"):
        return Form.TEXT
    return Form.BINARY


def _coded(observation: Observation) -> bytes:
    if observation.body_encoding == "utf-8":
        return observation.body.encode("utf-8", errors="surrogatepass")
    try:
        return base64.b64decode(observation.body, validate=True)
    except (binascii.Error, ValueError):
        raise Uncomparable(f"the body is no {observation.body_encoding}") from None


def _plain(observation: Observation, body: bytes) -> bytes:
    coding = (observation.header("content-encoding") or "identity").strip().lower()
    if coding in ("", "identity") or not body:
        return body
    known = CODINGS.get(coding)
    if known is None:
        raise Uncomparable(f"the content coding {coding!r} is not understood")
    return known(body, coding, MAX_BODY)
