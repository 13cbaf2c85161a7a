"""`importlib.metadata.entry_points` and `pkg_resources.iter_entry_points`: plug-ins by group."""

from __future__ import annotations

from decompose_source.entry_points import EntryPoint
from decompose_source.evaluation.attributes import get_attribute
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.special import Special
from decompose_source.evaluation.values import External, Instance, Native, Value
from decompose_source.natives._table import Table

table = Table()
KWARGS = dict[str, Value]


class Point(Special):
    """An entry point of the project or of a package that is at hand."""

    __slots__ = ("known",)

    def __init__(self, known: EntryPoint) -> None:
        self.known = known

    def attribute(self, evaluator: Evaluator, name: str) -> Value:
        if name in ("load", "resolve"):
            return Native("EntryPoint.load", self._load)
        if name == "dist":
            return Instance(External("importlib.metadata.Distribution"))
        found: dict[str, Value] = {
            "name": self.known.name,
            "value": self.known.value,
            "group": self.known.group,
            "module": self.known.module,
            "module_name": self.known.module,
            "attr": self.known.attribute,
            "attrs": self.known.attribute.split("."),
        }
        if name not in found:
            raise AttributeError(name)
        return found[name]

    def _load(self, evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
        value: Value = evaluator.load(self.known.module)
        for name in filter(None, self.known.attribute.split(".")):
            value = get_attribute(evaluator, value, name, importing=True)
        return value


class Points(Special):
    """What `entry_points()` gives: all of them, to be chosen from by group."""

    __slots__ = ("known",)

    def __init__(self, known: list[EntryPoint]) -> None:
        self.known = known

    def attribute(self, evaluator: Evaluator, name: str) -> Value:
        if name in ("select", "get", "__getitem__"):
            return Native(f"entry_points.{name}", self._select)
        if name == "groups":
            return sorted({each.group for each in self.known})
        if name == "names":
            return sorted({each.name for each in self.known})
        raise AttributeError(name)

    def items(self) -> list[Value]:
        return [Point(each) for each in self.known]

    def _select(self, evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
        group = kwargs.get("group", args[0] if args else None)
        name = kwargs.get("name")
        return [
            Point(each)
            for each in self.known
            if group in (None, each.group) and name in (None, each.name)
        ]


@table.function("importlib.metadata.entry_points", "importlib_metadata.entry_points")
@table.function("pkg_resources.iter_entry_points")
def _entry_points(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Those whose module is at hand; what other packages offer is no part of the project."""
    known = evaluator.state.get("entry points")
    listed = [
        each
        for each in (known if isinstance(known, tuple) else ())
        if isinstance(each, EntryPoint) and evaluator.exists(each.module)
    ]
    points = Points(listed)
    return points._select(evaluator, args, kwargs) if args or kwargs else points


natives = table.freeze()
