"""Templates as a list of tags and variables with their places; what they mean is for the detectors.

https://docs.djangoproject.com/en/5.2/ref/templates/language/
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from decompose_core.location import Location
from decompose_source.files import decode
from decompose_source.project import Project

TOKEN = re.compile(
    r"\{%-?\s*(?P<tag>.*?)\s*-?%\}|\{\{-?\s*(?P<variable>.*?)\s*-?\}\}|\{#.*?#\}", re.DOTALL
)
WORD = re.compile(r"""(?:[^\s"']*(?:"[^"]*"|'[^']*'))+[^\s"']*|\S+""")
COMMENTED = re.compile(r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)
LITERAL = re.compile(r"""^_?\(?(["'])(?P<text>[^"']*)\1""")


@dataclass(frozen=True, slots=True)
class Token:
    """A tag with its words (`url`, `'orders:list'`), or a variable (one word, no tag)."""

    tag: str
    words: tuple[str, ...]
    location: Location

    def literal(self, number: int) -> str | None:
        """Return the quoted text that a word is, None where it is computed or missing."""
        found = LITERAL.match(self.words[number]) if number < len(self.words) else None
        return found["text"] if found else None


@dataclass(frozen=True)
class TemplateFile:
    """A template by the name it is loaded by; `app` is None for a shared folder."""

    name: str
    path: str
    app: str | None
    source: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tags and variables in order; comments are left out."""
        return tuple(_tokens(self.source, self.path))


def read_templates(project: Project) -> tuple[TemplateFile, ...]:
    """Read every template of a project; one that can't be read was reported by `source`."""
    found: list[TemplateFile] = []
    for each in sorted(project.templates, key=lambda each: each.path):
        try:
            data = (project.root / each.path).read_bytes()
        except OSError:
            continue
        found.append(TemplateFile(each.name, each.path, each.app, decode(data, each.path)[0]))
    return tuple(found)


def _tokens(source: str, path: str) -> Iterator[Token]:
    starts = [0, *(found.end() for found in re.finditer("\n", source))]
    visible = COMMENTED.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    for found in TOKEN.finditer(visible):
        line = bisect_right(starts, found.start())
        location = Location(path, line, found.start() - starts[line - 1])
        if found["tag"] is not None:
            words = WORD.findall(found["tag"])
            if words:
                yield Token(words[0], tuple(words[1:]), location)
        elif found["variable"]:
            yield Token("", (found["variable"],), location)
