"""The members of a class that is copied in part: replica models, managers and querysets."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from decompose_core.monolith import Field, Model

# Meta options that say how rows are read; the owner keeps the rest (constraints, permissions).
READ_OPTIONS = frozenset(
    {
        "abstract", "app_label", "base_manager_name", "db_table", "default_manager_name",
        "get_latest_by", "managed", "order_with_respect_to", "ordering", "proxy", "swappable",
        "verbose_name", "verbose_name_plural",
    }
)  # fmt: skip
USER_OPTIONS = frozenset({"USERNAME_FIELD", "EMAIL_FIELD", "REQUIRED_FIELDS"})
MANAGER_METHODS = frozenset({"get_queryset", "get_by_natural_key"})


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One statement of a class body; the docstring has no name."""

    name: str
    node: ast.stmt

    @property
    def is_method(self) -> bool:
        """Whether it is a function."""
        return isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef)


def members_of(node: ast.ClassDef) -> Iterator[Member]:
    """Yield the statements of a class body under the name they bind."""
    for each in node.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield Member(each.name, each)
        elif isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            yield Member(each.targets[0].id, each)
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            yield Member(each.target.id, each)
        else:
            yield Member("", each)


def always_kept(member: Member, model: Model | None) -> bool:
    """Whether a member comes along whoever uses it: what Django itself reads."""
    name = member.name
    if not name or name == "Meta" or (name.startswith("__") and name.endswith("__")):
        return True
    if model is None:
        return name in MANAGER_METHODS or not member.is_method
    if name in USER_OPTIONS or name == "natural_key" or is_manager(member.node):
        return True
    return is_primary_key(member.node)


def is_manager(node: ast.stmt) -> bool:
    """Whether a class attribute is a manager: `objects`, or made by something named so."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or not isinstance(node.value, ast.Call):
        return False
    text = ast.unparse(node.value.func)
    return text.endswith(("Manager", "as_manager")) or "from_queryset" in text


def is_primary_key(node: ast.stmt) -> bool:
    """Whether a field is declared as the primary key."""
    return (
        isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Call)
        and any(each.arg == "primary_key" for each in node.value.keywords)
    )


def meta_reads(node: ast.stmt) -> list[ast.stmt]:
    """The options of `class Meta` that a replica keeps."""
    if not isinstance(node, ast.ClassDef):
        return [node]
    return [each.node for each in members_of(node) if each.name in READ_OPTIONS]


def used_as(found: Field, words: set[str]) -> bool:
    """Whether a field's name or column is among the words."""
    return found.name in words or (found.column is not None and found.column in words)
