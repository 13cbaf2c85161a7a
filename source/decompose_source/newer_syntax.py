"""Write syntax of newer Pythons in words that this Python's parser takes, on the same lines.

* PEP 758, `except A, B:`: gets its parentheses back
* PEP 695 and 696, `class A[T]`, `def f[T]()`, `type X = ...`: lose their type parameters
* PEP 701, f-strings that nest their own quotes: the inner quotes are swapped
* PEP 750, t-strings: become f-strings

The text is scanned string by string, so nothing inside a string or a comment is taken for code.
"""

from __future__ import annotations

import keyword
import re

_EXCEPT = re.compile(r"^([ \t]*except\*?[ \t]+)([^()\n:#]+,[^()\n:#]*?)([ \t]*:)", re.MULTILINE)
_GENERIC = re.compile(r"^([ \t]*(?:async[ \t]+)?(?:class|def)[ \t]+\w+)[ \t]*\[", re.MULTILINE)
_ALIAS = re.compile(r"^([ \t]*)type[ \t]+(\w+)[ \t]*(\[|=)", re.MULTILINE)
_STRING = re.compile(r"(?P<prefix>\b[a-zA-Z]{1,3})?(?P<quote>\"\"\"|'''|\"|')|(?P<comment>#)")


def rewrite(source: str) -> str:
    """Reword the source; where nothing is newer, it comes back as it was."""
    return _generics(_EXCEPT.sub(r"\1(\2)\3", _strings(source)))


def _strings(source: str) -> str:
    """Reword template strings and f-strings."""
    parts: list[str] = []
    position = 0
    while found := _STRING.search(source, position):
        parts.append(source[position : found.start()])
        if found["comment"]:
            position = _line_end(source, found.start())
            parts.append(source[found.start() : position])
            continue
        prefix = found["prefix"] or ""
        formatted = bool(set(prefix.lower()) & set("ft"))
        raw = "r" in prefix.lower()
        end = _string_end(source, found.end(), found["quote"], formatted=formatted, raw=raw)
        body = source[found.end() : end]
        if formatted:
            prefix = re.sub("[tT]", "f", prefix)
            body = _fields(body, found["quote"])
        parts.append(f"{prefix}{found['quote']}{body}")
        position = min(end + len(found["quote"]), len(source))
        parts.append(source[end:position])
    return "".join([*parts, source[position:]])


def _string_end(source: str, start: int, quote: str, *, formatted: bool, raw: bool) -> int:
    """Find where the closing quote begins; the braces of f-strings hold code with own strings."""
    position, depth = start, 0
    while position < len(source):
        here = source[position]
        if depth and here in "\"'":
            inner = here * 3 if source.startswith(here * 3, position) else here
            if inner == quote and len(quote) == 3:
                return position
            end = source.find(inner, position + len(inner))
            if end < 0 or ("\n" in source[position:end] and len(inner) == 1):
                return position
            position = end + len(inner)
            continue
        if not depth and source.startswith(quote, position):
            return position
        if here == "\\" and (not depth or raw):
            position += 2
            continue
        if formatted and here == "{":
            if not depth and source.startswith("{{", position):
                position += 2
                continue
            depth += 1
        elif formatted and here == "}" and depth:
            depth -= 1
        elif here == "\n" and len(quote) == 1 and not depth:
            return position
        position += 1
    return len(source)


def _fields(body: str, quote: str) -> str:
    """Reword replacement fields that hold the string's own quote, a newline or a backslash."""
    parts: list[str] = []
    position = 0
    while position < len(body):
        if body.startswith("{{", position) or body[position] != "{":
            step = 2 if body.startswith("{{", position) else 1
            parts.append(body[position : position + step])
            position += step
            continue
        end = _field_end(body, position + 1)
        parts.append(_field(body[position:end], quote))
        position = end
    return "".join(parts)


def _field_end(body: str, position: int) -> int:
    depth = 1
    while position < len(body) and depth:
        here = body[position]
        if here in "\"'":
            end = body.find(here, position + 1)
            position = end if end >= 0 else position
        depth += (here == "{") - (here == "}")
        position += 1
    return position


def _field(text: str, quote: str) -> str:
    lines = text.count("\n")
    if quote not in text and "\\" not in text and not (lines and len(quote) == 1):
        return text
    other = "'" if quote[0] == '"' else '"'
    swapped = text.replace(quote[0], other)
    if other in text or "\\" in text or lines:
        # Quotes of both kinds, escapes or lines: keep the names that are used, drop the rest.
        names = sorted(set(re.findall(r"(?<![\w.\"'])[A-Za-z_][\w.]*(?=[\s\[\](.})!:,])", text)))
        plain = [each.strip(".") for each in names if each.strip(".").isidentifier()]
        swapped = "{(" + ",".join(f"{each}" for each in plain if each not in _WORDS) + ")}"
        swapped = "{0}" if swapped == "{()}" else swapped
        return swapped + ("" if len(quote) == 1 else "\n" * lines)
    return swapped


def _generics(source: str) -> str:
    """Drop type parameters."""
    source = _ALIAS.sub(r"\1\2 \3", source)
    while found := _GENERIC.search(source):
        end = _closing(source, found.end())
        dropped = source[found.end() - 1 : end]
        source = source[: found.end(1)] + "\n" * 0 + source[end:] + ""
        if "\n" in dropped:  # keep later lines where they were
            line_end = _line_end(source, found.end(1))
            source = source[:line_end] + "\n" * dropped.count("\n") + source[line_end:]
    return re.sub(r"^([ \t]*\w+) \[[^\]\n]*\][ \t]*=(?!=)", r"\1 =", source, flags=re.MULTILINE)


def _closing(source: str, position: int) -> int:
    depth = 1
    while position < len(source) and depth:
        depth += (source[position] == "[") - (source[position] == "]")
        position += 1
    return position


def _line_end(source: str, position: int) -> int:
    end = source.find("\n", position)
    return len(source) if end < 0 else end


_WORDS = frozenset(keyword.kwlist)
