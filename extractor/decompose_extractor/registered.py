"""Settings that a project's registry makes at run time: `register(name="X", default=1)`.

The registry's call says the name and the default; both are read, the registry is not run.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace

from decompose_extractor.cut import Cut
from decompose_source.modules import Module


@dataclass(frozen=True, slots=True)
class Registered:
    """The default of a registered setting, with the call that registers it."""

    module: Module
    call: ast.Call
    default: ast.expr


def registered_settings(cut: Cut) -> Mapping[str, Registered]:
    """Find every setting that a call names and gives a default; the first call counts."""
    found: dict[str, Registered] = {}
    for name in sorted(cut.project.modules):
        module = cut.project.modules[name]
        if "default" not in module.source:
            continue
        for call in module.index.calls:
            setting, default = _read(call)
            if setting and default is not None:
                known = found.setdefault(setting, Registered(module, call, default))
                if known.call is not call and _adds(call):
                    both = ast.BinOp(known.default, ast.Add(), default)
                    found[setting] = replace(known, default=both)
    return found


def _adds(call: ast.Call) -> bool:
    """Whether a call adds to what another one has registered."""
    return any(
        each.arg == "append" and isinstance(each.value, ast.Constant) and each.value.value is True
        for each in call.keywords
    )


def _read(call: ast.Call) -> tuple[str, ast.expr | None]:
    options = {each.arg: each.value for each in call.keywords if each.arg}
    named = options.get("name") or (call.args[0] if call.args else None)
    if not isinstance(named, ast.Constant) or not isinstance(named.value, str):
        return "", None
    text = named.value
    is_setting = text.isupper() and text.isidentifier()
    return (text, options.get("default")) if is_setting else ("", None)
