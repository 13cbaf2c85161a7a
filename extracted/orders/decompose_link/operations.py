"""Migration operations of the cut: keys that are no longer checked by the database itself, and the
triggers that take over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AlterField
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from decompose_link import triggers
from decompose_link.deletes import by_owner


class LoosenKey(AlterField):
    """Drop a key's constraint and let the owner of its rows carry out `on_delete`; nothing else
    about the field changes."""

    def __init__(self, model_name: str, name: str) -> None:
        super().__init__(model_name, name, field=None)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Say how to write this operation."""
        return self.__class__.__name__, [], {"model_name": self.model_name, "name": self.name}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change the field in the state, whatever else it is."""
        found = state.models[app_label, self.model_name_lower].fields[self.name]
        _, _, args, kwargs = found.clone().deconstruct()
        kwargs["db_constraint"] = False
        if "on_delete" in kwargs and not isinstance(kwargs["on_delete"], by_owner):
            kwargs["on_delete"] = by_owner(kwargs["on_delete"])
        self.field = found.__class__(*args, **kwargs)
        super().state_forwards(app_label, state)

    def describe(self) -> str:
        """Say what it does."""
        return f"Loosen the key {self.name} of {self.model_name}"


@dataclass(frozen=True, slots=True)
class Told:
    """A table whose deleted rows the other side hears of, with the columns that keys lead to."""

    model: str
    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A loose key: rows of `table` that lead by `column` to `to_table`, and its `on_delete`."""

    table: str
    column: str
    to_table: str
    to_column: str
    rule: str
    moved: bool  # whether `table` goes to the service


class WatchDeletes(Operation):
    """Install the triggers that tell of deleted rows, and those that stand in for constraints."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, service: str, here: str, told: Sequence[Told], held: Sequence[Held]) -> None:
        self.service = service
        self.here = here
        self.told = list(told)
        self.held = list(held)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing that Django knows of."""

    def database_forwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, before: Any, after: Any
    ) -> None:
        """Create them."""
        for each in triggers.creating(editor.connection.vendor, self):
            editor.execute(each, params=None)

    def database_backwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, before: Any, after: Any
    ) -> None:
        """Drop them."""
        for each in triggers.dropping(editor.connection.vendor, self):
            editor.execute(each, params=None)

    def describe(self) -> str:
        """Say what it does."""
        return f"Tell {self.service} of deleted rows"
