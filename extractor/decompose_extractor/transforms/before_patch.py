"""Take out of a file what the patch of an earlier extraction put in: a service writes its own."""

from __future__ import annotations

import libcst as cst
from libcst.helpers import get_full_name_for_node

from decompose_extractor.rewriting import Decisions, Transform

_WRAPPER = "by_owner"
_DECORATORS = frozenset({"at_owner", "receives_at_owner"})
_LINK = "decompose_link."


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    if not decisions.patched:
        return module
    changed = module.visit(_Unpatched())
    return changed.with_changes(body=[each for each in changed.body if not _is_ours(each)])


class _Unpatched(cst.CSTTransformer):
    """Unwraps rules, and drops the decorators that ask who owns."""

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        """Give the rule that stands within."""
        named = get_full_name_for_node(updated_node.func) == _WRAPPER
        return updated_node.args[0].value if named and len(updated_node.args) == 1 else updated_node

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        """Keep the decorators of the project's own."""
        kept = [
            each
            for each in updated_node.decorators
            if get_full_name_for_node(each.decorator) not in _DECORATORS
        ]
        return updated_node.with_changes(decorators=kept)


def _is_ours(statement: cst.CSTNode) -> bool:
    """Whether a line imports what is taken out."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    line = statement.body[0]
    if not isinstance(line, cst.ImportFrom) or isinstance(line.names, cst.ImportStar):
        return False
    source = get_full_name_for_node(line.module) if line.module is not None else None
    names = {get_full_name_for_node(each.name) for each in line.names}
    return (source or "").startswith(_LINK) and names <= {_WRAPPER, *_DECORATORS}


transform = Transform(_rewrite, "what an earlier patch put in is taken out")
