"""django-split-settings: files that are executed one after the other in one module's names.

https://django-split-settings.readthedocs.io
"""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase

from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.questions import to_string
from decompose_source.evaluation.values import Instance, Namespace, Unknown, Value
from decompose_source.natives._table import Table

table = Table("split_settings.tools")
KWARGS = dict[str, Value]


@table.function("optional")
def _optional(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return args[0] if args and isinstance(args[0], str) else None


@table.function("include")
def _include(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Execute the files that each argument names, in the names of the calling module."""
    caller = evaluator.caller
    source = caller.module.source if caller is not None else None
    if caller is None or source is None:
        return None
    scope = kwargs.get("scope")
    names = scope if isinstance(scope, dict) else caller.module.names
    folder = posixpath.dirname(source.path)
    for each in args:
        if isinstance(each, Unknown):
            evaluator.note(f"includes settings from an unknown file: {each.reason}", evaluator.site)
        text = to_string(evaluator, each) if not isinstance(each, Instance | Unknown) else None
        for path in _matching(evaluator, folder, text or ""):
            _execute(evaluator, path, caller.module, names)
    return None


def _matching(evaluator: Evaluator, folder: str, pattern: str) -> list[str]:
    """The files of the project that a pattern means, by name."""
    if not pattern:
        return []
    path = pattern.lstrip("/") if pattern.startswith("/") else posixpath.join(folder, pattern)
    known = evaluator.state.get("paths")
    paths = known if isinstance(known, frozenset) else frozenset()
    return sorted(each for each in paths if fnmatchcase(each, posixpath.normpath(path)))


def _execute(evaluator: Evaluator, path: str, module: Namespace, names: dict[str, Value]) -> None:
    """Run a file as if it stood in the module; relative imports start from its own package."""
    dotted = path.removesuffix(".py").replace("/", ".")
    found = evaluator.find_module(dotted)
    while found is None and "." in dotted:  # the path starts above the import root
        dotted = dotted.partition(".")[2]
        found = evaluator.find_module(dotted)
    if found is None or found.tree is None:
        return
    inner = Namespace(module.name, found, names)
    evaluator.machinery.run_module(evaluator, inner, found.tree)


natives = table.freeze()
