"""What `on_delete` means across the boundary.

A side carries out `on_delete` for its own rows only. A deleted row is told by a trigger (see
`triggers`), so plain SQL counts too, and `carry_out` does on the other side what Django would have
done in one database. PROTECT and RESTRICT can't wait for an event: the other side is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

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
_ASKING = ("PROTECT", "RESTRICT")


@deconstructible
class by_owner:  # noqa: N801
    """An `on_delete` that is carried out by whoever owns the row that holds the key."""

    lazy_sub_objs = True  # Django need not look for rows that are the other side's business

    def __init__(self, on_delete: Callable[..., None]) -> None:
        self.on_delete = on_delete

    def __call__(self, collector: Collector, field: Any, sub_objs: Any, using: str) -> None:
        """Do it here, ask the other side first, or leave it to the event of the delete."""
        here = owned_here(field.model)
        if not here and rule_of(self) in _ASKING:
            _ask(collector, field)
        elif (here or switch("DECOMPOSE_LOOPBACK")) and sub_objs:
            self.on_delete(collector, field, sub_objs, using)

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
    """Ask the owner of a key whether its rows hold what is to go; Django says which key it was.

    Raises:
        ProtectedError, RestrictedError: they do.
    """
    found = _answers(collector, field)
    label = field.model._meta.label
    mine = [each for each in found if (each["model"], each["field"]) == (label, field.name)]
    strange = [each for each in found if not _is_known(field.remote_field.model, each)]
    keys = {decode(key) for each in (*mine, *strange) for key in each["keys"]}
    if not keys:
        return
    rows = field.model._base_manager.filter(pk__in=keys)
    if rule_of(field.remote_field.on_delete) == "PROTECT" or strange:
        raise ProtectedError("its owner keeps it", set(rows))
    if len(rows) < len(keys):
        raise RestrictedError("its owner keeps it, by rows that are not here yet", set(rows))
    # Not refused at once: RESTRICT gives way where the same rows are deleted for another reason.
    collector.add_restricted_objects(field, list(rows))


def _answers(collector: Collector, field: Any) -> list[dict[str, Any]]:
    """What the other side holds of all that a collector has so far; each row is asked for once."""
    model = field.remote_field.model
    label = model._meta.concrete_model._meta.label
    peer = owner_of(field.model)
    asked: dict[Any, Any] = collector.__dict__.setdefault("decompose_asked", {})
    keys_asked, found = asked.setdefault((peer, label), (set(), []))
    rows = [row for kind, all_ in collector.data.items() if issubclass(kind, model) for row in all_]
    keys = sorted({each.pk for each in rows} - keys_asked)
    for start in range(0, len(keys), CHUNK):
        part = [encode(each) for each in keys[start : start + CHUNK]]
        answer, _ = ask(peer, "may-delete/", {"model": label, "keys": part})
        found += answer["protected"]
    keys_asked.update(keys)
    return cast("list[dict[str, Any]]", found)


def _is_known(model: type[models.Model], held: Mapping[str, Any]) -> bool:
    """Whether this side has the key, too, so that it speaks for itself."""
    return any(
        (each.model._meta.label, each.name) == (held["model"], held["field"])
        for each in _keys_to(model)
    )


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
