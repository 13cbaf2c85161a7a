"""A class of which only the used members come along: a replica, a manager or a queryset."""

from __future__ import annotations

import ast

from decompose_core.location import Location
from decompose_core.monolith import Model
from decompose_extractor.cut import is_secret
from decompose_extractor.effects import Effect
from decompose_extractor.members import Member, always_kept, members_of, used_as
from decompose_source.modules import Module


class Partial:
    """A class of which only the used members come along."""

    def __init__(
        self,
        module: Module,
        node: ast.ClassDef,
        because: Location,
        model: Model | None,
        secrets: frozenset[str] = frozenset(),  # whose columns come along, without content
    ) -> None:
        self.module = module
        self.node = node
        self.because = because
        self.model = model
        self.secrets = secrets
        self.members = tuple(members_of(node))
        self.kept: list[Member] = []
        self.stubs: dict[str, tuple[Effect, ...]] = {}
        self.asked: set[str] = set()

    def wants(self, member: Member, words: set[str]) -> bool:
        """Whether a member has come to be used."""
        found = self.model.field(member.name) if self.model is not None else None
        if found is not None and is_secret(member.name):
            return member.name in self.secrets
        if always_kept(member, self.model) or member.name in self.asked:
            return True
        if found is not None:
            return used_as(found, words)
        return member.name in words or (member.name == "save" and self.model is not None)

    def fields(self) -> frozenset[str]:
        """The fields that are kept, inherited ones included."""
        assert self.model is not None
        own = {each.name for each in self.members}
        kept = {each.name for each in self.kept}
        return frozenset(
            each.name for each in self.model.fields if each.name in kept or each.name not in own
        )
