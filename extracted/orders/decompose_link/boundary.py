"""Where the monolith was cut, as `decompose extract` wrote it down: one module of `boundaries` a
service.

This app is the same on both sides; only the boundaries say which side it is on.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.db.models import Model

from decompose_link.options import switch

MONOLITH = "monolith"


@dataclass(frozen=True, slots=True)
class Sent:
    """A signal that a receiver on the other side waits for; no sender means any."""

    signal: str
    sender: str | None
    receiver: str


@dataclass(frozen=True, slots=True)
class Boundary:
    """One cut, seen from `here`; models are named `app.Model`, code by its dotted name.

    What is called has its parameters beside its name, as `contract.parameters` writes them: that is
    the contract, and the tests of both sides hold it.
    """

    service: str
    here: str
    moved: frozenset[str]  # models that the service owns once the owner row says so
    serves: Mapping[str, str] = field(default_factory=dict)  # functions here that the other calls
    asks: Mapping[str, str] = field(default_factory=dict)  # functions there that this side calls
    receives: frozenset[str] = frozenset()  # receivers here that the other side's events may name
    sends: tuple[Sent, ...] = ()
    absent: frozenset[str] = frozenset()  # models that only tests fill: no rows come here

    @property
    def peer(self) -> str:
        """The other side."""
        return self.service if self.here == MONOLITH else MONOLITH


@cache
def boundaries() -> Mapping[str, Boundary]:
    """Every cut that this side knows of, by service."""
    package = importlib.import_module("decompose_link.boundaries")
    names = sorted(each.name for each in pkgutil.iter_modules(package.__path__))
    found = [importlib.import_module(f"{package.__name__}.{each}").boundary for each in names]
    return {each.service: each for each in found}


def boundary_with(peer: str) -> Boundary:
    """The cut that has this side as the other one; KeyError where there is none."""
    for each in boundaries().values():
        if each.peer == peer:
            return each
    raise KeyError(peer)


def boundary_of(model: type[Model]) -> Boundary | None:
    """The cut that took a model away; None for what stays in the monolith."""
    owner = model._meta.auto_created or model  # the rows of a join table follow its model
    label = owner._meta.concrete_model._meta.label
    return next((each for each in boundaries().values() if label in each.moved), None)


def rows_come(label: str) -> bool:
    """Whether rows of a model are on this side, its own or as replicas."""
    tested = switch("DECOMPOSE_REPLICAS_WRITABLE")
    if not tested and any(label in each.absent for each in boundaries().values()):
        return False
    try:
        apps.get_model(label)
    except LookupError:
        return False
    return True
