"""Run inside the monolith: fill the tables of some apps with plain rows, and say what they hold.

`python _rows.py LABEL...` with DJANGO_SETTINGS_MODULE set; prints the values that paths may need.
"""

from __future__ import annotations

import datetime
import decimal
import json
import sys
import uuid
from typing import Any

import django

ROWS = 12
_WHEN = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


def main(labels: list[str]) -> None:
    """Make the rows and print, for each field name, the values that moved rows have."""
    django.setup()
    from django.apps import apps  # noqa: PLC0415
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    people = get_user_model()
    for number, name in enumerate(("admin", "staff", "plain")):
        if not people._default_manager.filter(pk=number + 1).exists():
            _person(people, name, staff=number < 2, superuser=number == 0)
    models = [each for label in labels for each in apps.get_app_config(label).get_models()]
    failed: dict[str, str] = {}
    for model in models:
        for number in range(ROWS):
            try:
                made(model, number)
            except Exception as error:  # a row that can't be made is counted, and no more
                failed[model._meta.label] = f"{type(error).__name__}: {error}"[:200]
    values: dict[str, list[str]] = {}
    for model in models:
        for row in model._base_manager.all()[:ROWS]:
            for field in model._meta.concrete_fields:
                value = row.pk if field.primary_key else field.value_from_object(row)
                if isinstance(value, str | int | uuid.UUID) and not isinstance(value, bool):
                    known = values.setdefault("pk" if field.primary_key else field.name, [])
                    if str(value) not in known and str(value):
                        known.append(str(value))
    users = {each.get_username(): str(each.pk) for each in people._default_manager.all()[:3]}
    print(json.dumps({"values": values, "users": users, "failed": failed}))


def _person(people: Any, name: str, *, staff: bool, superuser: bool) -> None:
    row = people(**{people.USERNAME_FIELD: name})
    for attribute, value in (("is_staff", staff), ("is_superuser", superuser)):
        if any(each.name == attribute for each in people._meta.concrete_fields):
            setattr(row, attribute, value)
    for field in people._meta.concrete_fields:
        if field.name in ("email", "username", "slug") and not getattr(row, field.name):
            setattr(row, field.name, name)
    row.save()


def made(model: Any, number: int, depth: int = 0) -> Any:
    """Make one row of a model, with the rows that its keys need."""
    from django.db import transaction  # noqa: PLC0415

    values = {}
    for field in model._meta.concrete_fields:
        if _is_left(field):
            continue
        if field.remote_field is not None:
            values[field.name] = _related(field, number, depth)
        else:
            values[field.name] = _value(field, number)
    with transaction.atomic():
        if hasattr(model, "add_root"):
            return model.add_root(**values)
        row = model(**values)
        row.save()
        return row


def _is_left(field: Any) -> bool:
    tree = ("path", "depth", "numchild", "lft", "rght", "tree_id", "level")
    automatic = field.primary_key and field.get_internal_type().endswith("AutoField")
    return automatic or field.name in tree or (field.has_default() and not field.unique)


def _related(field: Any, number: int, depth: int) -> Any:
    model = field.remote_field.model
    rows = model._base_manager.order_by("pk")
    if not field.unique and rows.exists():
        return rows[number % rows.count()]
    if field.null or depth > 3:
        return None
    return made(model, number, depth + 1)


def _value(field: Any, number: int) -> Any:
    kind = field.get_internal_type()
    if field.choices:
        return next(iter(field.flatchoices))[0]
    if kind in ("CharField", "SlugField", "TextField"):
        return f"{field.name.replace('_', '-')}-{number}"[-(field.max_length or 200) :]
    plain = {
        "EmailField": f"p{number}@example.com",
        "URLField": f"https://example.com/{number}",
        "BooleanField": True,
        "DateTimeField": _WHEN,
        "DateField": _WHEN.date(),
        "TimeField": _WHEN.time(),
        "DurationField": datetime.timedelta(hours=1),
        "DecimalField": decimal.Decimal(number + 1),
        "FloatField": float(number),
        "JSONField": {},
        "UUIDField": uuid.UUID(int=number + 1),
        "GenericIPAddressField": "127.0.0.1",
        "FileField": "",
        "ImageField": "",
        "FilePathField": "",
    }
    return plain.get(kind, number + 1 if "Integer" in kind else None)


if __name__ == "__main__":
    main(sys.argv[1:])
