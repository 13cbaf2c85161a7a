"""The text of a dict display with entries taken out or put in; what stays keeps its formatting."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import libcst as cst


def changed_dict(
    text: str, keep: Callable[[str], bool], added: Mapping[str, str] | None = None
) -> str:
    """Keep the entries whose source text passes, and put the added ones (key to source of the
    value) first."""
    node = cst.parse_expression(text)
    if not isinstance(node, cst.Dict):
        return text
    entries = [cst.Module([]).code_for_node(_bare(each)) for each in node.elements]
    lines = [f'    "{key}": {value},\n' for key, value in (added or {}).items()]
    kept = [each for each in entries if keep(each)]
    if len(kept) == len(entries) and not lines:
        return text
    lines += [f"    {each},\n" for each in kept]
    return "{\n" + "".join(lines) + "}" if lines else "{}"


def _bare(element: cst.BaseDictElement) -> cst.BaseDictElement:
    return element.with_changes(comma=cst.MaybeSentinel.DEFAULT)
