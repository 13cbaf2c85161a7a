"""Which of the monolith's authentication backends a service has.

Whoever owns the users logs them in, with all the backends of the monolith. Any other service is
told who asks; it wants only those backends that decide what a user may do.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from decompose_core.location import Location
from decompose_core.problem import Level, Problem
from decompose_extractor.cut import Cut
from decompose_extractor.members import members_of
from decompose_source.names import Definition

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
_OWN_USER = "auth.User"
_DECIDING = frozenset(
    {
        "get_all_permissions", "get_group_permissions", "get_user_permissions", "has_module_perms",
        "has_perm", "with_perm",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Backends:
    """The backends of a service in the monolith's order, and those of packages that stay behind."""

    listed: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def owns_users(cut: Cut) -> bool:
    """Whether the model that a request's user is an instance of leaves with the apps."""
    label = str(cut.project.settings.get("AUTH_USER_MODEL") or _OWN_USER)
    return cut.project.model(label) is not None and not cut.is_staying(label)


def authentication_backends(cut: Cut, place: Location) -> Backends:
    """Choose among the backends that the monolith's settings list."""
    listed = cut.project.settings.get("AUTHENTICATION_BACKENDS")
    names = [str(each) for each in listed] if isinstance(listed, list | tuple) else []
    names = names or [MODEL_BACKEND]
    if owns_users(cut):
        return Backends(tuple(names))
    kept = list(_kept(cut, names))
    return Backends(tuple(kept or [MODEL_BACKEND]), tuple(_unknown(cut, names, place)))


def _kept(cut: Cut, names: list[str]) -> Iterator[str]:
    for each in names:
        found = cut.definition(each)
        if each == MODEL_BACKEND or (found is not None and _decides(cut, found)):
            yield each
        elif MODEL_BACKEND not in names and MODEL_BACKEND in cut.project.names.ancestors(each):
            yield MODEL_BACKEND  # what it inherits decides by the rows of permissions


def _decides(cut: Cut, found: Definition) -> bool:
    """Whether a class of the project says by itself, or by a base of the project, what a user
    may."""
    bases = [cut.definition(name) for name in cut.project.names.ancestors(found.dotted)]
    return any(
        isinstance(each.node, ast.ClassDef)
        and not _DECIDING.isdisjoint(member.name for member in members_of(each.node))
        for each in [found, *bases]
        if each is not None
    )


def _unknown(cut: Cut, names: list[str], place: Location) -> Iterator[Problem]:
    for each in names:
        if each != MODEL_BACKEND and cut.definition(each) is None:
            yield Problem(
                Level.NOTE,
                f"the authentication backend {each} stays with the monolith, which logs in; whether"
                " it also grants permissions was not looked into",
                place,
                "add it to AUTHENTICATION_BACKENDS of the service if moved code asks for what it"
                " grants",
            )
