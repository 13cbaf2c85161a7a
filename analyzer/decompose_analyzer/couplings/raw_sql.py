"""Finds raw SQL over another app's tables: `raw()`, `extra()`, `execute()`, `RawSQL`, `RunSQL`.

The statements are parsed; one that is put together at run time is listed, never taken for clean.
https://docs.djangoproject.com/en/5.2/topics/db/sql/
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_analyzer.sql import Tables, tables_of
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_core.problem import Level, Problem
from decompose_source.index import called_name
from decompose_source.modules import Module

CALLS = frozenset({"execute", "executemany", "raw", "RawSQL", "RunSQL", "extra", "callproc"})
LOOKS_LIKE_SQL = re.compile(
    r"\s*(?:--.*\n\s*)*(select|insert|update|delete|with|create|alter|drop|truncate|merge|refresh)\b",
    re.I,
)


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Read the SQL of each call that takes some, in migrations too."""
    owners = {
        each.db_table.lower(): each.label for each in scan.project.models if not each.abstract
    }
    owners |= _join_tables(scan)
    for module in (*scan.code, *scan.migrations):
        for call in module.index.calls_named(CALLS):
            if _takes_sql(scan, module, call):
                yield from _statement(scan, module, call, owners)


def _join_tables(scan: Scan) -> Mapping[str, str]:
    """Name the tables that Django makes for many-to-many fields."""
    return {
        f"{model.db_table}_{field.name}".lower(): model.label
        for model in scan.project.models
        for field in model.fields
        if field.relation and field.relation.kind == "M2M"
    }


def _takes_sql(scan: Scan, module: Module, call: ast.Call) -> bool:
    name = called_name(call)
    if name in ("RawSQL", "RunSQL"):
        return True
    if not isinstance(call.func, ast.Attribute) or not (call.args or call.keywords):
        return False
    if name in ("raw", "extra"):
        value = scan.types.of(module, call.func.value)
        return value is not None and value.shape is Shape.ROWS
    if _is_cursor(scan, module, call.func.value):
        return True
    return bool(call.args) and _is_sql(
        _constant(scan, module, call.args[0]) or _beginning(call.args[0])
    )


def _is_cursor(scan: Scan, module: Module, node: ast.expr) -> bool:
    """Tell a cursor by its name, or by what its variable was bound to."""
    bound = scan.types.bound(module, node)
    return any("cursor" in ast.unparse(each).lower() for each in (node, bound) if each is not None)


def _beginning(node: ast.expr) -> str | None:
    """Return the first literal of a text that is put together."""
    literals = [
        (each.lineno, each.col_offset, each.value)
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    return min(literals)[2] if literals else None


def _statement(
    scan: Scan, module: Module, call: ast.Call, owners: Mapping[str, str]
) -> Iterator[Found | Problem]:
    for node in _statements(call):
        text = _constant(scan, module, node)
        if text is None:
            yield _unjudged(
                module, node, f"the SQL of {called_name(call)}() is put together at run time"
            )
            continue
        tables = tables_of(text)
        if tables is None:
            yield _unjudged(module, node, f"the SQL of {called_name(call)}() can't be parsed")
            continue
        yield from _tables(scan, module, node, tables, owners)


def _statements(call: ast.Call) -> Iterator[ast.expr]:
    """Yield the expressions that hold SQL."""
    if called_name(call) == "extra":
        for keyword in call.keywords:
            if keyword.arg in ("tables", "where") and isinstance(
                keyword.value, ast.List | ast.Tuple
            ):
                yield from keyword.value.elts
            elif keyword.arg == "select" and isinstance(keyword.value, ast.Dict):
                yield from keyword.value.values
        return
    first = call.args[:1] or [
        each.value for each in call.keywords if each.arg in ("sql", "raw_query")
    ]
    for node in first:
        if isinstance(node, ast.List | ast.Tuple):
            for each in node.elts:
                yield each.elts[0] if isinstance(each, ast.Tuple) and each.elts else each
        else:
            yield node


def _tables(
    scan: Scan, module: Module, node: ast.AST, tables: Tables, owners: Mapping[str, str]
) -> Iterator[Found]:
    app = scan.owner(module)
    for table in sorted(tables.read | tables.written):
        label = owners.get(table)
        if label is None or app_of(label) == app:
            continue
        writes = table in tables.written
        yield Found(
            source=scan.end(module, node),
            target=model_end(label),
            effect=Effect.WRITE if writes else Effect.READ,
            location=module.at(node),
            detail=f"SQL {'writes' if writes else 'reads'} table {table} of {label}",
            settlement=Settlement.MANUAL if writes else None,
        )


def _constant(scan: Scan, module: Module, node: ast.expr) -> str | None:
    """Return a text whose every part is known; computed parts of an f-string are None."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _constant(scan, module, node.left), _constant(scan, module, node.right)
        return None if left is None or right is None else left + right
    if isinstance(node, ast.Call) and called_name(node) in ("strip", "dedent", "SQL"):
        inner = node.args[0] if node.args else getattr(node.func, "value", None)
        return _constant(scan, module, inner) if isinstance(inner, ast.expr) else None
    if isinstance(node, ast.JoinedStr):
        return _joined(scan, module, node)
    bound = scan.types.bound(module, node)
    return _constant(scan, module, bound) if bound is not None else scan.text(module, node)


def _joined(scan: Scan, module: Module, node: ast.JoinedStr) -> str | None:
    parts: list[str] = []
    for each in node.values:
        inner = each.value if isinstance(each, ast.FormattedValue) else each
        text = _table_name(scan, module, inner) or scan.text(module, inner)
        if text is None:
            return None
        parts.append(text)
    return "".join(parts)


def _table_name(scan: Scan, module: Module, node: ast.AST) -> str | None:
    """Read `{Order._meta.db_table}` as the model's table."""
    if not (isinstance(node, ast.Attribute) and node.attr == "db_table"):
        return None
    if not (isinstance(node.value, ast.Attribute) and node.value.attr == "_meta"):
        return None
    value = scan.types.of(module, node.value.value)
    model = scan.models.models.get(value.name) if value else None
    return model.db_table if model else None


def _is_sql(text: str | None) -> bool:
    return text is not None and LOOKS_LIKE_SQL.match(text) is not None


def _unjudged(module: Module, node: ast.AST, message: str) -> Problem:
    return Problem(Level.WARNING, message, module.at(node), "read by hand which tables it touches")


detector = Detector(
    find,
    "raw SQL over another app's tables",
    example='`cursor.execute("SELECT ... JOIN accounts_user ...")` in orders',
    settled="reads run on the replica tables; writes and computed statements are marked",
    rows=(17, 25, 54),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/topics/db/sql/",
    settlement=Settlement.ASSISTED,
    weight=3.0,
    by_module=True,
)
