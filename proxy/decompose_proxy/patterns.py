"""Django's path syntax as regular expressions, cut into the segments that a trie can walk.

See https://docs.djangoproject.com/en/stable/topics/http/urls/#path-converters
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CONVERTERS = {
    "int": "[0-9]+",
    "str": "[^/]+",
    "slug": "[-a-zA-Z0-9_]+",
    "uuid": "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "path": ".+",
}
REGEX = "re:"

_PARAMETER = re.compile(r"<(?:(?P<converter>[^>:]+):)?(?P<name>[^>]+)>")
_LITERAL_HEAD = re.compile(r"\^((?:[A-Za-z0-9_~,;:@%=!' -]|\\[.\-/]|/)*/)")

Segment = str | re.Pattern[str]


class PatternError(ValueError):
    """A pattern has no meaning; the message says why and what to write."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern.

    `segments` lead through the trie: a string matches itself, an expression one whole segment.
    Where `rest` is set, the segments are only a literal head, and `rest` decides on the whole
    path.
    """

    text: str
    segments: tuple[Segment, ...]
    rest: re.Pattern[str] | None = None
    fullmatch: bool = True

    def matches(self, path: str) -> bool:
        """Ask `rest` about a whole path, as Django's RegexPattern does."""
        if self.rest is None:
            return True
        found = self.rest.fullmatch(path) if self.fullmatch else self.rest.search(path)
        return found is not None

    @property
    def shape(self) -> str:
        """Name what it matches: patterns that differ only in parameter names have one shape."""
        if self.text.startswith(REGEX):
            return self.text
        return _PARAMETER.sub(lambda found: f"<{found['converter'] or 'str'}>", self.text)


def compile_pattern(text: str) -> Pattern:
    """Compile Django's path syntax, or a regular expression after `re:`; no leading slash.

    Raises:
        PatternError: it has no meaning.
    """
    if text.startswith("/"):
        raise PatternError("begins with '/': Django's patterns have no leading slash, leave it out")
    if text.startswith(REGEX):
        return _compile_regex(text)
    if any(character.isspace() for character in text):
        raise PatternError("holds white space, which no path does")
    parts = [_compile_segment(part) for part in _split(text)]
    if "<path:" in text:
        whole = re.compile("/".join(_expression(part) for part in _split(text)))
        return Pattern(text, _literal_head(parts), whole)
    return Pattern(text, tuple(parts))


def _compile_regex(text: str) -> Pattern:
    source = text.removeprefix(REGEX)
    try:
        expression = re.compile(source)
    except re.error as error:
        raise PatternError(f"is no regular expression: {error}") from None
    head = _LITERAL_HEAD.match(source)
    # A branch at the top level ("^a/|b") makes a literal head a lie.
    literal = head[1].replace("\\", "") if head and "|" not in source else ""
    segments = tuple(literal.split("/")[:-1])
    ends = source.endswith("$") and not source.endswith(r"\$")
    return Pattern(text, segments, expression, fullmatch=ends)


def _split(text: str) -> list[str]:
    """Split at slashes; a parameter holds none."""
    return text.split("/")


def _compile_segment(part: str) -> Segment:
    if "<" not in part and ">" not in part:
        return part
    return re.compile(_expression(part))


def _expression(part: str) -> str:
    pieces: list[str] = []
    end = 0
    for found in _PARAMETER.finditer(part):
        converter = found["converter"] or "str"
        if converter not in CONVERTERS:
            raise PatternError(
                f"uses the converter {converter!r}, which only the project knows; known here: "
                f"{', '.join(sorted(CONVERTERS))}; write its expression after {REGEX!r} instead"
            )
        if not found["name"].isidentifier():
            raise PatternError(f"names a parameter {found['name']!r}, which is no identifier")
        pieces += [re.escape(part[end : found.start()]), CONVERTERS[converter]]
        end = found.end()
    pieces.append(re.escape(part[end:]))
    if "<" in part[end:] or ">" in _PARAMETER.sub("", part):
        raise PatternError("has an angle bracket without its partner")
    return "".join(pieces)


def _literal_head(parts: list[Segment]) -> tuple[Segment, ...]:
    head: list[Segment] = []
    for part in parts:
        if not isinstance(part, str):
            break
        head.append(part)
    return tuple(head)
