"""How what is no definition has arrived: settings, permissions, rows of packages, modules, tasks.

Each ending is read off what the service will hold, not off the kind of the coupling alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from decompose_core.coupling import Coupling
from decompose_core.plan import Outcome
from decompose_extractor.blueprint import Blueprint
from decompose_extractor.configuration import OWN
from decompose_extractor.cut import GIVEN, is_test
from decompose_extractor.endings import Ending
from decompose_extractor.packaged import label_of
from decompose_extractor.tables import planned_tables

_SETTINGS = "settings."
_MODULE: Ending = (Outcome.REWRITTEN, "what is used of the module came along, or has an end")
_TASK: Ending = (Outcome.REWRITTEN, "sent to the monolith's workers by name")
_FILES: Ending = (
    Outcome.MARKED,
    "the rows move, the files don't: give the service the monolith's storage, or a bucket that both"
    " share (the settings name it)",
)
_TOGETHER: Ending = (
    Outcome.MARKED,
    "one transaction in the monolith; what stays there changes when it hears of it, not together"
    " with the rows here",
)
_OWN_ROUTER: Ending = (
    Outcome.REWRITTEN,
    "the service has one database and a router of its own, which keeps replicas from being written",
)
_TRANSLATED: Ending = (Outcome.REWRITTEN, "the translations of this app's texts travel")
_GIVEN: Ending = (Outcome.REWRITTEN, "between the two sides: the service has it too")
_PROCESS: Ending = (
    Outcome.REWRITTEN,
    "the service's own process has it: the middleware and settings that moved code needs travel",
)


@dataclass(frozen=True, eq=False)
class Arrived:
    """What a service will hold."""

    blueprint: Blueprint

    @cached_property
    def rows(self) -> frozenset[str]:
        """The models whose rows are in the service."""
        drawn = self.blueprint
        tables = planned_tables(drawn.cut, drawn.closure, drawn.production)
        return frozenset(each.model for each in tables)


def arrived(here: Arrived, coupling: Coupling) -> Ending | None:
    """What has come of the target of moved code; None where nothing tells."""
    if coupling.target.app in GIVEN:
        return _GIVEN
    told = _BY_KIND.get(coupling.kind)
    found = told(here, coupling) if told is not None else None
    return found or _setting(here, coupling) or _module(here, coupling) or _package(here, coupling)


def _setting(here: Arrived, coupling: Coupling) -> Ending | None:
    """A setting that moved code reads."""
    name = coupling.target.symbol.removeprefix(_SETTINGS)
    if name == coupling.target.symbol:
        return None
    for each in here.blueprint.configuration.settings:
        if each.name == name:
            secret = "its name is in .env.example; the secret itself is set there by you"
            return (Outcome.REWRITTEN, secret if each.secret else "carried over")
    if name in OWN:
        return (Outcome.REWRITTEN, "the service has its own")
    if name not in here.blueprint.cut.project.settings:
        return (Outcome.REWRITTEN, "set nowhere in the monolith; the code's own default travels")
    return (Outcome.MARKED, f"{name} is computed: set it in config/settings.py of the service")


def _permission(here: Arrived, coupling: Coupling) -> Ending | None:
    """A permission by its name: who has it is told by rows that come from the monolith."""
    if "auth.Permission" not in here.rows:
        return None
    return (
        Outcome.REWRITTEN,
        "its name stays, and the rows of permissions, groups and their users are replicas here",
    )


def _package(here: Arrived, coupling: Coupling) -> Ending | None:
    """A model of Django or of a package."""
    label = f"{coupling.target.app}.{coupling.target.symbol.partition('.')[0]}"
    if any(
        each.label == coupling.target.app and each.path for each in here.blueprint.cut.project.apps
    ):
        return None
    if label in here.rows:
        return (Outcome.REWRITTEN, f"{label} is here with its package, and its rows are replicas")
    if any(label_of(each) == coupling.target.app for each in here.blueprint.installed_apps):
        return (
            Outcome.MARKED,
            f"{coupling.target.app} is installed here with tables of its own; the monolith's rows"
            " don't come",
        )
    return None


def _module(here: Arrived, coupling: Coupling) -> Ending | None:
    """A module that is named as a whole: `from inventory import services`."""
    for app in here.blueprint.cut.project.apps:
        if app.label == coupling.target.app:
            dotted = f"{app.name}.{coupling.target.symbol}"
            kept = here.blueprint.closure.kept.keys() | here.blueprint.ends.keys()
            if dotted in kept or any(each.startswith(f"{dotted}.") for each in kept):
                return _MODULE
    return None


def _rows_made(here: Arrived, coupling: Coupling) -> Ending | None:
    """Rows that a migration makes, of tables that come from the monolith anyway."""
    label = f"{coupling.target.app}.{coupling.target.symbol.partition('.')[0]}"
    if label in here.rows or coupling.target.symbol.startswith("permission "):
        return (Outcome.REWRITTEN, "these rows are replicas here, with the monolith's ids")
    return None


def _proxy(here: Arrived, coupling: Coupling) -> Ending | None:
    """SQL names a table; any model on it may be the one that is here."""
    label = f"{coupling.target.app}.{coupling.target.symbol}"
    model = here.blueprint.cut.project.model(label)
    replicas = map(here.blueprint.cut.project.model, here.blueprint.closure.replicas)
    if model is not None and any(e is not None and e.db_table == model.db_table for e in replicas):
        return (Outcome.REWRITTEN, f"the table {model.db_table} is a replica here")
    return None


def _task(here: Arrived, coupling: Coupling) -> Ending | None:
    """A task that is sent by its name: nothing of it has to be here."""
    cut = here.blueprint.cut
    for app in cut.project.apps:
        dotted = f"{app.name}.{coupling.target.symbol}"
        if app.label == coupling.target.app and dotted in cut.tasks and not cut.is_moved(dotted):
            return _TASK
    return None


def _transaction(here: Arrived, coupling: Coupling) -> Ending | None:
    return None if is_test(coupling.location.path.replace("/", ".")) else _TOGETHER


def _translation(here: Arrived, coupling: Coupling) -> Ending | None:
    return _TRANSLATED if coupling.source.app in here.blueprint.cut.moved else None


_BY_KIND: Mapping[str, Callable[[Arrived, Coupling], Ending | None]] = {
    "database_alias": lambda *_: _OWN_ROUTER,
    "file_storage": lambda *_: _FILES,
    "permission": _permission,
    "post_migrate_row": _rows_made,
    "process": lambda *_: _PROCESS,
    "raw_sql": _proxy,
    "task": _task,
    "transaction": _transaction,
    "translation": _translation,
}
