"""The environment that settings read: empty, but for what the settings can't do without."""

from __future__ import annotations

from decompose_source.evaluation.evaluator import Evaluator

# Which stand-in is taken when an unset variable names a module: what tests run with is complete.
_ENDINGS = ("_testing", "_test", "_ci", "_dev", "_default", "_example", "_sample", "_template")
_ABOUT_MODULES = ("CONFIG", "CONFIGURATION", "SETTINGS", "MODULE")


class Environment(dict[str, str]):
    """Variables, with a list of those that were asked for in vain."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__(values)
        self.missed: list[str] = []

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
        """Give a variable; what isn't there is remembered."""
        if key not in self:
            self.missed.append(key)
        return super().get(key, default)

    def __missing__(self, key: str) -> str:
        self.missed.append(key)
        raise KeyError(key)


def guess(evaluator: Evaluator, own_names: frozenset[str]) -> dict[str, str]:
    """Give values for unset variables that name a module, where the settings fail without them."""
    environ = evaluator.environ
    failed = any("ImproperlyConfigured" in why or "ModuleNotFound" in why
                 for _, why in evaluator.failures)  # fmt: skip
    if not failed or not isinstance(environ, Environment):
        return {}
    found: dict[str, str] = {}
    for name in environ.missed:
        word = name.rpartition("_")[2]
        if word in _ABOUT_MODULES and name not in found:
            candidates = [
                (_ENDINGS.index(ending), each)
                for ending in _ENDINGS
                for each in own_names
                if each.rpartition(".")[2] == f"{word.lower()}{ending}"
            ]
            if candidates:
                found[name] = min(candidates)[1]
    return found
