"""What `on_delete` means across the boundary.

A side carries out `on_delete` for its own rows only. A deleted row is told by a trigger (see
`triggers`), so plain SQL counts too, and `carry_out` does on the other side what Django would have
done in one database. PROTECT and RESTRICT can't wait for an event: the other side is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils.deconstruct import deconstructible

from decompose_link.boundary import Boundary, boundary_of
from decompose_link.client import ask
from decompose_link.options import switch
from decompose_link.owners import owned_here, owner_of
from decompose_link.wire import decode, encode

CHUNK = 1000
_ASKING = {"PROTECT": ProtectedError, "RESTRICT": RestrictedError}


@deconstructible
class by_owner:  # noqa: N801
    """An `on_delete` that is carried out by whoever owns the row that holds the key."""

    lazy_sub_objs = True  # Django need not look for rows that are the other side's business

    def __init__(self, on_delete: Callable[..., None]) -> None:
        self.on_delete = on_delete

    def __call__(self, collector: Collector, field: Any, sub_objs: Any, using: str) -> None:
        """Do it here, ask the other side first, or leave it to the event of the delete."""
        if owned_here(field.model) or switch("DECOMPOSE_LOOPBACK"):
            if sub_objs:
                self.on_delete(collector, field, sub_objs, using)
            return
        if rule_of(self) in _ASKING:
            _ask(collector, field)

    @property
    def __name__(self) -> str:
        return rule_of(self)


def rule_of(on_delete: Callable[..., None]) -> str:
    """Django's name for a rule: CASCADE, PROTECT, SET_NULL ..."""
    inner = getattr(on_delete, "on_delete", on_delete)
    return str(inner.__name__)


def protected(label: str, keys: Iterable[Any], *, loopback: bool = False) -> list[dict[str, Any]]:
    """List the rows of this side that keep rows of a model from being deleted, by model."""
    gone = list(keys)
    found: list[dict[str, Any]] = []
    for key in _keys_to(apps.get_model(label)):
        rule = rule_of(key.remote_field.on_delete)
        if rule not in _ASKING or not (loopback or owned_here(key.model)):
            continue
        rows = key.model._base_manager.filter(**{f"{key.name}__pk__in": gone})
        holding = list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])
        if holding:
            found.append(
                {
                    "model": key.model._meta.label,
                    "field": key.name,
                    "rule": rule,
                    "keys": [encode(each) for each in holding],
                }
            )
    return found


def carry_out(boundary: Boundary, body: Mapping[str, Any]) -> int:
    """Do for rows that the other side has deleted what `on_delete` says of the rows here.

    Large cascades go in chunks, each in a transaction of its own; repeating is harmless. Return the
    number of rows that were found.
    """
    model, gone = apps.get_model(body["model"]), body["rows"]
    count = 0
    for key in _keys_to(model):
        if owned_here(key.model):
            target = key.target_field
            values = [each[target.column] for each in gone if target.column in each]
            count += _settle(boundary, key, [target.to_python(each) for each in values])
    primary = model._meta.pk
    return count + _generic(model, [primary.to_python(each[primary.column]) for each in gone])


def loosen_join_tables() -> None:
    """Let the rows of automatic join tables across the boundary follow their owner as well."""
    for model in apps.get_models():
        for field in model._meta.local_many_to_many:
            through = field.remote_field.through
            target = field.remote_field.model
            if not through._meta.auto_created or boundary_of(model) is boundary_of(target):
                continue
            for key in through._meta.local_fields:
                rule = getattr(key.remote_field, "on_delete", None)
                if rule is not None and not isinstance(rule, by_owner):
                    key.remote_field.on_delete = by_owner(rule)


def _ask(collector: Collector, field: Any) -> None:
    """Ask once a collector and model whether all that is to go may go.

    Raises:
        ProtectedError, RestrictedError: the other side holds rows that keep it.
    """
    asked: set[tuple[str, Any]] = collector.__dict__.setdefault("decompose_asked", set())
    model = field.remote_field.model
    label = model._meta.concrete_model._meta.label
    rows = [row for kind, all_ in collector.data.items() if issubclass(kind, model) for row in all_]
    keys = sorted({each.pk for each in rows} - {key for name, key in asked if name == label})
    asked.update((label, each) for each in keys)
    peer = owner_of(field.model)
    for start in range(0, len(keys), CHUNK):
        part = [encode(each) for each in keys[start : start + CHUNK]]
        answer, _ = ask(peer, "may-delete/", {"model": label, "keys": part})
        if answer["protected"]:
            raise _refusal(label, answer["protected"])


def _refusal(label: str, found: list[dict[str, Any]]) -> Exception:
    """Say it in Django's words; the rows are this side's copies of them."""
    rows: set[models.Model] = set()
    for each in found:
        kept = apps.get_model(each["model"])._base_manager
        rows |= set(kept.filter(pk__in=[decode(key) for key in each["keys"]]))
    first = found[0]
    word = "protected" if first["rule"] == "PROTECT" else "restricted"
    message = (
        f"Cannot delete some instances of model {label.rpartition('.')[2]!r} because they are"
        f" referenced through {word} foreign keys:"
        f" {first['model'].rpartition('.')[2]}.{first['field']!r}."
    )
    return _ASKING[first["rule"]](message, rows)


def _keys_to(model: type[models.Model]) -> Iterator[Any]:
    """The foreign keys that lead to a model or to one that it inherits from."""
    for each in model._meta.get_fields(include_hidden=True):
        if each.auto_created and not each.concrete and (each.one_to_one or each.one_to_many):
            yield each.field


def _settle(boundary: Boundary, key: Any, values: list[Any]) -> int:
    """Carry out one key's rule for deleted rows."""
    rule = key.remote_field.on_delete
    if rule_of(rule) == "DO_NOTHING" or not values:
        return 0
    rows = key.model._base_manager.filter(**{f"{key.name}__in": values}).order_by("pk")
    count, last = 0, None
    while part := list((rows if last is None else rows.filter(pk__gt=last))[:CHUNK]):
        if rule_of(rule) in _ASKING:
            raise _late(boundary, key, len(part))
        last = part[-1].pk  # now: a collector takes the key away from what it deletes
        with transaction.atomic():
            collector = Collector(using=rows.db)
            if rule_of(rule) == "CASCADE":
                collector.collect(part)
            else:
                getattr(rule, "on_delete", rule)(collector, key, part, rows.db)
            collector.delete()
        count += len(part)
    return count


def _late(boundary: Boundary, key: Any, count: int) -> Exception:
    return ProtectedError(
        f"{boundary.peer} has deleted rows that {count} rows of"
        f" {key.model._meta.label}.{key.name} hold on to; they dangle until someone decides",
        set(),
    )


def _generic(model: type[models.Model], keys: list[Any]) -> int:
    """Delete what a GenericRelation would have taken along, found by the natural key of the
    type."""
    count = 0
    for each in model._meta.private_fields:
        related = getattr(each, "related_model", None)
        if not hasattr(each, "bulk_related_objects") or related is None or not owned_here(related):
            continue
        found = each.bulk_related_objects([model(pk=key) for key in keys])
        count += found.count()
        found.delete()
    return count
