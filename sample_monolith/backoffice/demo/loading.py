"""Write many rows fast: COPY on PostgreSQL, executemany elsewhere. No signals, no defaults."""

import json
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

KEPT_APPS = {"auth", "contenttypes", "sites"}


def load(model, names, rows):
    """Insert `rows`, tuples in the order of the field or column `names`."""
    if not rows:
        return
    fields = [_field(model, name) for name in names]
    converters = [(i, c) for i, field in enumerate(fields) if (c := _converter(field))]
    values = [_converted(row, converters) for row in rows] if converters else rows
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)


def prepare():
    """Give SQLite enough memory for its indexes; its 2 MB are soon too small."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -200000")


def reset_sequences():
    """Let the next row get an id after the last one that was loaded with its own."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _seeded_models()):
            cursor.execute(statement)


def analyze():
    """Let the planner know of the new rows at once."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def flush():
    """Empty the shop's tables; roles, content types and sites stay."""
    tables = [model._meta.db_table for model in _seeded_models(include_auto_created=True)]
    statements = connection.ops.sql_flush(no_style(), tables, reset_sequences=True)
    connection.ops.execute_sql_flush(statements)


def _seeded_models(include_auto_created=False):
    return [
        model
        for model in apps.get_models(include_auto_created=include_auto_created)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in KEPT_APPS
    ]


def _field(model, name):
    for field in model._meta.local_concrete_fields:
        if name in (field.name, field.attname):
            return field
    raise LookupError(f"{model._meta.label} has no field {name}")


def _converter(field):
    if isinstance(field, models.JSONField):
        return json.dumps
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return lambda value: value and str(value)[:19]  # rows hold UTC, whole seconds
    if isinstance(field, models.DecimalField):
        return lambda value: None if value is None else str(value)
    target = field.target_field if field.remote_field else field
    if isinstance(target, models.UUIDField):
        return lambda value: value.hex if isinstance(value, UUID) else value
    return None


def _converted(row, converters):
    row = list(row)
    for index, convert in converters:
        row[index] = convert(row[index])
    return row
