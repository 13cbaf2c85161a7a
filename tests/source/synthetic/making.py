"""A model class in the making: what the tables of features write into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.source.synthetic.drafting import ClassDraft, Dice, Draft, Model, Module


@dataclass(slots=True, eq=False)
class Making:
    """One model, its class statement and the module it is written to."""

    draft: Draft
    model: Model
    module: Module
    statement: ClassDraft
    after: list[str] = field(default_factory=list[str])

    @property
    def dice(self) -> Dice:
        """The project's chance."""
        return self.draft.dice

    def models(self, name: str) -> str:
        """Name something of `django.db.models`, mostly as `models.X`."""
        if self.dice.chance(0.08):
            return self.module.use("django.db.models", name)
        line = "from django.db import models"
        if line not in self.module.imports:
            self.module.imports.insert(0, line)
            self.module.bound["models"] = "django.db.models"
        return f"models.{name}"

    def write(self, *lines: str) -> None:
        """Add lines to the class body."""
        self.statement.body.extend(lines)

    def reach(self, other: Model) -> str:
        """Name another model that is written already, importing it where it is elsewhere."""
        if other.defined == self.module.name:
            return other.name
        inside = other.app is self.model.app
        return self.module.use(other.defined if inside else other.public, other.name)

    def written(self, *kinds: str) -> list[Model]:
        """The models of those kinds that can be imported from here."""
        ready = [each for each in self.draft.models if each.written and each.kind in kinds]
        return [each for each in ready if not self.would_go_round(each)]

    def would_go_round(self, other: Model) -> bool:
        """Whether importing that model would import this module while it is being imported."""
        apart = self.module.name.endswith(".abstract_models")
        return apart and other.app is self.model.app and other.defined != self.module.name


Feature = Callable[[Making], None]
