"""JSON is the same at every path: exact in type and number form, lists in order unless allowed."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator

from decompose_proxy.allowance import Allowed
from decompose_proxy.answer import Answer, Form
from decompose_proxy.finding import Finding, Kind, Uncomparable, pointer
from decompose_proxy.json_value import Json, NoJson, parse, type_name, written
from decompose_proxy.rule import Rule, Sides

IDENTITIES = ("id", "pk", "uuid", "slug", "key", "code", "url", "name")
MAX_STEPS = 2_000_000
Positions = tuple[int | None, int | None]


def _find(sides: Sides) -> Iterator[Finding]:
    if not sides.both(Form.JSON):
        return
    here, there = _parsed(sides.control), _parsed(sides.candidate)
    if isinstance(here, NoJson) or isinstance(there, NoJson):
        if isinstance(here, NoJson) and isinstance(there, NoJson):
            yield Finding("body", Kind.VALUE, sides.control.text, sides.candidate.text)
        else:
            yield Finding("body", Kind.TYPE, _what(here), _what(there))
        return
    yield from _Walk(sides).compare("body", here, there)


def _parsed(answer: Answer) -> Json | NoJson:
    try:
        return parse(answer.text)
    except NoJson as error:
        return error


def _what(parsed: Json | NoJson) -> str:
    return f"no JSON: {parsed}" if isinstance(parsed, NoJson) else "JSON"


class _Walk:
    """Walks both values at once; the parser has bounded their depth and size."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self._allowed = sides.allowed
        self._keys = _Keys(sides.allowed)
        self._binds = sides.allowed.has("bind")

    def compare(self, path: str, here: Json, there: Json) -> Iterator[Finding]:
        """Yield the differences at the path and below."""
        if here == there and not self._binds:
            return
        if isinstance(here, dict) and isinstance(there, dict):
            yield from self._objects(path, here, there)
        elif isinstance(here, list) and isinstance(there, list):
            yield from self._lists(path, here, there)
        else:
            yield from self._leaves(path, here, there)

    def _objects(
        self, path: str, here: dict[str, Json], there: dict[str, Json]
    ) -> Iterator[Finding]:
        for key in sorted(here.keys() | there.keys()):
            inner = pointer(path, key)
            if key not in there:
                yield Finding(inner, Kind.MISSING, written(here[key]), "")
            elif key not in here:
                yield Finding(inner, Kind.EXTRA, "", written(there[key]))
            else:
                yield from self.compare(inner, here[key], there[key])

    def _leaves(self, path: str, here: Json, there: Json) -> Iterator[Finding]:
        control, candidate = written(here), written(there)
        rule = self._allowed.covering(path, "bind") if self._binds else None
        if rule is not None:
            name = rule.argument or "/".join(rule.steps)
            self._sides.bindings.add(name, control, candidate)
        if type_name(here) != type_name(there):
            yield Finding(path, Kind.TYPE, control, candidate)
        elif control != candidate:
            yield Finding(path, Kind.VALUE, control, candidate)

    def _lists(self, path: str, here: list[Json], there: list[Json]) -> Iterator[Finding]:
        free = self._allowed.covering(path, "unordered") is not None
        if not free and (len(here) != len(there) or len(here) < 2):
            yield from self._by_position(path, here, there)
            return
        controls = self._keys.of_items(path, here)
        candidates = self._keys.of_items(path, there)
        if controls == candidates or not (free or sorted(controls) == sorted(candidates)):
            yield from self._by_position(path, here, there)
            return
        pairs = _paired(
            list(zip(controls, here, strict=True)), list(zip(candidates, there, strict=True))
        )
        if any(i != j for i, j in pairs if i is not None and j is not None):
            yield Finding(path, Kind.ORDER, written(here), written(there))
        yield from self._by_pairs(path, pairs, here, there)

    def _by_pairs(
        self, path: str, pairs: list[Positions], here: list[Json], there: list[Json]
    ) -> Iterator[Finding]:
        for i, j in pairs:
            if i is None and j is not None:
                yield Finding(pointer(path, j), Kind.EXTRA, "", written(there[j]))
            elif j is None and i is not None:
                yield Finding(pointer(path, i), Kind.MISSING, written(here[i]), "")
            elif i is not None and j is not None:
                yield from self.compare(pointer(path, i), here[i], there[j])

    def _by_position(self, path: str, here: list[Json], there: list[Json]) -> Iterator[Finding]:
        if len(here) != len(there):
            yield Finding(path, Kind.SIZE, f"{len(here)} items", f"{len(there)} items")
        for number in range(max(len(here), len(there))):
            inner = pointer(path, number)
            if number >= len(there):
                yield Finding(inner, Kind.MISSING, written(here[number]), "")
            elif number >= len(here):
                yield Finding(inner, Kind.EXTRA, "", written(there[number]))
            else:
                yield from self.compare(inner, here[number], there[number])


class _Keys:
    """Makes keys by which items of a list are recognised: their JSON without what may differ."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._steps = 0

    def of_items(self, path: str, items: list[Json]) -> list[str]:
        """Return the key of each item of the list at the path."""
        return [self._key(pointer(path, n), each) for n, each in enumerate(items)]

    def _key(self, path: str, value: Json) -> str:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise Uncomparable("too large: lists within lists that would take too long to line up")
        if isinstance(value, dict):
            return (
                "{"
                + ",".join(f"{k!r}:{self._inner(path, k, value[k])}" for k in sorted(value))
                + "}"
            )
        if isinstance(value, list):
            keys = [self._inner(path, n, each) for n, each in enumerate(value)]
            free = self._allowed.covering(path, "unordered")
            return "[" + ",".join(sorted(keys) if free else keys) + "]"
        return written(value)

    def _inner(self, path: str, step: str | int, value: Json) -> str:
        inner = pointer(path, step)
        rule = self._allowed.covering(inner)
        hidden = rule is not None and (rule.word.deep or not isinstance(value, dict | list))
        return "~" if hidden else self._key(inner, value)


def _paired(here: list[tuple[str, Json]], there: list[tuple[str, Json]]) -> list[Positions]:
    """Pair equal items first, then those with the same identity, then what is left in order."""
    free = dict.fromkeys(range(len(there)))
    pairs: dict[int, int] = {}
    for name in (_by_content, _by_identity, _by_nothing):
        wanted: defaultdict[str, deque[int]] = defaultdict(deque)
        for j in free:
            wanted[name(there[j])].append(j)
        for i, item in enumerate(here):
            if i not in pairs and (found := wanted.get(name(item))):
                pairs[i] = found.popleft()
                del free[pairs[i]]
    left: list[Positions] = [(i, pairs.get(i)) for i in range(len(here))]
    return left + [(None, j) for j in free]


def _by_content(item: tuple[str, Json]) -> str:
    return item[0]


def _by_identity(item: tuple[str, Json]) -> str:
    value = item[1]
    name = (
        next((each for each in IDENTITIES if each in value), "") if isinstance(value, dict) else ""
    )
    return f"{name}={written(value[name])}" if name and isinstance(value, dict) else item[0]


def _by_nothing(_item: tuple[str, Json]) -> str:
    return ""


rule = Rule(_find, "JSON by path, exact in type and number form.")
