"""Finds what code expects of its database: time zone, collation, extensions, one vendor's features.

https://docs.djangoproject.com/en/5.2/ref/databases/
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from decompose_analyzer import orm
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_core.location import Location
from decompose_source.index import called_name
from decompose_source.modules import Module

DATABASE = "database"
ZONE = End(DATABASE, "time zone")
CUTS = re.compile(r"^django\.db\.models\.functions\.(?:\w+\.)*(?:Trunc|Extract)[A-Z]?\w*$")
DATE_PARTS = tuple(
    f"__{each}"
    for each in ("date", "day", "hour", "month", "quarter", "time", "week", "week_day", "year")
)
EXTENSION = re.compile(r"\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?\"?(?P<name>\w+)", re.I)
MAKING = frozenset(
    {"BloomExtension", "BtreeGinExtension", "BtreeGistExtension", "CITextExtension"}
    | {"CreateCollation", "CreateExtension", "CryptoExtension", "HStoreExtension"}
    | {"TrigramExtension", "UnaccentExtension"}
)
PARTS = ("Date", "Day", "Hour", "IsoWeekDay", "IsoYear", "Minute", "Month", "Quarter", "Second")
MORE_PARTS = ("", "Time", "Week", "WeekDay", "Year")
CUTTING = frozenset(
    f"{verb}{part}" for verb in ("Trunc", "Extract") for part in (*PARTS, *MORE_PARTS)
)
CASE_FIELDS = frozenset({"CICharField", "CITextField", "CIEmailField"})
VENDOR_PACKAGES = ("django.contrib.postgres.", "django.contrib.gis.")
CONNECTIONS = ("django.db.connection", "django.db.connections")


def find(scan: Scan) -> Iterator[Found]:
    """Look at settings, imports, calls and attributes of all code, migrations included."""
    for module in scan.settings_modules if scan.first else ():
        for statement in module.index.assignments:
            yield from _setting(scan, module, statement)
    for module in (*scan.code, *scan.migrations):
        yield from _imports(scan, module)
        yield from _calls(scan, module)
        for node in module.index.attributes_named({"vendor"}):
            if _is_connection(scan, module, node.value):
                yield _found(scan, module, node, "vendor", "asks which database it runs on")
        for string in module.index.strings if module.mentions(("extension",)) else ():
            for match in EXTENSION.finditer(str(string.value)):
                name = match["name"].lower()
                yield _found(scan, module, string, f"extension {name}", f"makes {name} by SQL")


def _calls(scan: Scan, module: Module) -> Iterator[Found]:
    for call in module.index.calls_named(CUTTING):
        if CUTS.match(scan.names.resolve(module, call.func, call) or ""):
            yield _cut(scan, module, call, f"{called_name(call)}()")
    for call in module.index.calls_named(MAKING):
        yield from _operation(scan, module, call)
    for call in module.index.calls_named(CASE_FIELDS):
        detail = f"{called_name(call)} compares without case"
        yield _found(scan, module, call, "extension citext", detail)
    for call in (
        *module.index.calls_named({"Collate"}),
        *module.index.calls_with({"db_collation"}),
    ):
        yield from _collation(scan, module, call)
    for call in module.index.calls_named(orm.KEYWORD_LOOKUPS | {"Q"}):
        for keyword in call.keywords:
            if keyword.arg and "__" in keyword.arg:
                yield from _lookup(scan, module, keyword)


def _setting(scan: Scan, module: Module, statement: ast.stmt) -> Iterator[Found]:
    names = [getattr(each, "id", "") for each in getattr(statement, "targets", [])]
    if "TIME_ZONE" in names and isinstance(statement, ast.Assign):
        zone = scan.text(module, statement.value) or "computed"
        source = End(scan.owner(module), "settings.TIME_ZONE")
        detail = f"days and months of all apps are cut in the time zone {zone}"
        yield Found(source, ZONE, Effect.BUILD, module.at(statement), detail)


def _imports(scan: Scan, module: Module) -> Iterator[Found]:
    for each in module.imports:
        dotted = f"{each.module}.{each.name}"
        if not dotted.startswith(VENDOR_PACKAGES) or each.name is None:
            continue
        # Their operations are seen where migrations use them.
        if each.name in MAKING or each.module.endswith(".operations"):
            continue
        vendor = "postgis" if ".gis." in dotted else "PostgreSQL"
        place = Location(module.path, each.line, each.column)
        detail = f"uses {each.name} ({each.module}), which {vendor} has"
        target = End(DATABASE, f"{vendor} {each.name}")
        yield Found(scan.end(module, each.node), target, Effect.SCHEMA, place, detail)


def _operation(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found]:
    """Find `CITextExtension()`, `CreateExtension("x")` and `CreateCollation()` in a migration."""
    if not (scan.names.resolve(module, call.func, call) or "").startswith(VENDOR_PACKAGES):
        return
    name = called_name(call)
    what = f"extension {name.removesuffix('Extension').lower()}"
    if name == "CreateCollation":
        what = "collation"
    elif name == "CreateExtension":
        named = [*call.args, *(each.value for each in call.keywords)]
        what = f"extension {next(filter(None, (scan.text(module, each) for each in named)), '?')}"
    yield _found(scan, module, call, what, f"the migration makes the {what}")


def _collation(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found]:
    name = called_name(call)
    named = [each.value for each in call.keywords if each.arg in ("db_collation", "collation")]
    nodes = [*(call.args[1:] if name == "Collate" else []), *named]
    text = next(filter(None, (scan.text(module, each) for each in nodes)), None)
    if text is not None or name == "Collate":
        detail = f"{name}() names the collation {text or 'by a computed name'}"
        yield _found(scan, module, call, "collation", detail)


def _lookup(scan: Scan, module: Module, keyword: ast.keyword) -> Iterator[Found]:
    path = str(keyword.arg)
    plain = path.removesuffix("__in").removesuffix("__gte").removesuffix("__lte")
    plain = plain.removesuffix("__gt").removesuffix("__lt").removesuffix("__range")
    if plain.endswith(DATE_PARTS):
        yield _cut(scan, module, keyword, path)


def _cut(scan: Scan, module: Module, node: ast.AST, by: str) -> Found:
    detail = f"{by} cuts a time in the database, in the zone of the settings"
    return Found(scan.end(module, node), ZONE, Effect.READ, module.at(node), detail)


def _found(scan: Scan, module: Module, node: ast.AST, what: str, detail: str) -> Found:
    target = End(DATABASE, what)
    return Found(scan.end(module, node), target, Effect.SCHEMA, module.at(node), detail)


def _is_connection(scan: Scan, module: Module, node: ast.expr) -> bool:
    """Tell `connection`, `connections[alias]` and `schema_editor.connection`."""
    plain = node.value if isinstance(node, ast.Subscript) else node
    if scan.names.resolve(module, plain, node) in CONNECTIONS:
        return True
    return getattr(plain, "attr", getattr(plain, "id", "")) in ("connection", "conn")


detector = Detector(
    find,
    "what code expects of its database: time zone, collation, extensions, vendor",
    example='`TruncMonth("placed_at")` in orders, cut in the zone of `TIME_ZONE`',
    settled="the service's database and settings must be alike; `verify` compares schemas",
    rows=(59,),
    severity=CouplingSeverity.SOFT,
    docs="https://docs.djangoproject.com/en/5.2/ref/databases/",
    weight=0.1,
    by_module=True,
)
