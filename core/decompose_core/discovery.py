"""Find the units of a package (detectors, transforms, rules) by looking, not by registration."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar, cast

T = TypeVar("T")


def discover(package: ModuleType, attribute: str, kind: type[T]) -> dict[str, T]:
    """Return each module's public constant of that name, by module name, in name order.

    Modules whose name starts with an underscore are shared parts, not units.

    Raises:
        TypeError: a module offers none, or one of another type.
    """
    units: dict[str, T] = {}
    for name in sorted(each.name for each in pkgutil.iter_modules(package.__path__)):
        if name.startswith("_"):
            continue
        module = importlib.import_module(f"{package.__name__}.{name}")
        unit = cast(object, getattr(module, attribute, None))
        if not isinstance(unit, kind):
            raise TypeError(f"{module.__name__} offers no {kind.__name__} named {attribute!r}")
        units[name] = unit
    return units
