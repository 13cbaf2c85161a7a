"""Read the `rules` of the routes; a rule that makes no sense is refused with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from decompose_core.discovery import discover
from decompose_core.location import Location
from decompose_core.problem import Refused, refuse
from decompose_core.project_file import ProjectFile
from decompose_core.toml_place import line_of
from decompose_proxy import allow
from decompose_proxy.allowance import NOTHING_ALLOWED, Allowance, Allowed, Word

_PLACES = ("status", "headers", "query")


@cache
def words() -> Mapping[str, Word]:
    """Return every word a rule can begin with."""
    return discover(allow, "word", Word)


def parse_rule(text: str, *, location: Location | None = None) -> Allowance:
    """Read one rule.

    Raises:
        Refused: the word is unknown, the path is none, or the argument has no meaning.
    """
    name, colon, rest = text.partition(":")
    known = ", ".join(words())
    if not colon or name not in words():
        raise refuse(
            f"{text!r} is no rule: {name!r} is none of {known}",
            location=location,
            hint="write WORD:PATH, for example ignore:/results/*/updated_at",
        )
    word = words()[name]
    path, argument = _split(rest, word)
    wrong = _path_error(path) or (word.argument_error(argument) if argument else "")
    if wrong:
        raise refuse(f"{text!r} is no rule: {wrong}", location=location, hint=_hint(name))
    return Allowance(name, _steps(path), argument, word)


def parse_rules(texts: Iterable[str], *, location: Location | None = None) -> Allowed:
    """Read all rules of a route; raises as `parse_rule`."""
    return Allowed(tuple(parse_rule(each, location=location) for each in texts))


@lru_cache(maxsize=1024)
def allowed_by(rules: tuple[str, ...]) -> Allowed:
    """Read the rules of a route in force; a table with wrong ones never gets there."""
    try:
        return parse_rules(rules)
    except Refused:
        return NOTHING_ALLOWED


def rules_by_route(project: ProjectFile) -> dict[str, Allowed]:
    """Read every route's rules, by route id; a rule that makes no sense is refused with its line.

    Raises:
        Refused: one problem for each wrong rule.
    """
    found: dict[str, Allowed] = {}
    problems: list[Refused] = []
    for service, section in sorted(project.services.items()):
        for number, route in enumerate(section.routes):
            try:
                found[f"{service}:{number}"] = parse_rules(route.rules)
            except Refused:
                key = f"services.{service}.routes[{number}].rules"
                problems += _placed(route.rules, project, key)
    if problems:
        raise Refused(*(problem for each in problems for problem in each.problems))
    return found


def _placed(texts: Iterable[str], project: ProjectFile, key: str) -> list[Refused]:
    """Read the rules of one route again, now with their line, which costs reading the file."""
    content = project.path.read_text(encoding="utf-8") if project.path.is_file() else ""
    location = Location(project.path.name, line_of(content, key))
    problems: list[Refused] = []
    for each in texts:
        try:
            parse_rule(each, location=location)
        except Refused as refused:
            problems.append(refused)
    return problems


def _split(rest: str, word: Word) -> tuple[str, str]:
    if word.default is None:
        return rest, ""
    path, equals, argument = rest.rpartition("=")
    return (path, argument) if equals else (rest, word.default)


def _path_error(path: str) -> str:
    if path.startswith("/") or path.split("/", 1)[0] in _PLACES:
        return ""
    return f"the path {path!r} begins neither with / nor with one of {', '.join(_PLACES)}"


def _steps(path: str) -> tuple[str, ...]:
    if path.startswith("/"):
        return ("body", *path[1:].split("/")) if path != "/" else ("body",)
    return tuple(path.lower().split("/"))


def _hint(name: str) -> str:
    return f"see docs/rules/{name}.md for what {name} takes"
