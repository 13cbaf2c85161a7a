"""`django.db.connection`: which database the settings name, for code that asks at its start."""

from __future__ import annotations

from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.special import Special
from decompose_source.evaluation.values import Unknown, Value
from decompose_source.natives._table import Table
from decompose_source.startup.registry import Settings

table = Table("django.db")
_VENDORS = {
    "postgresql": "postgresql",
    "postgresql_psycopg2": "postgresql",
    "postgis": "postgresql",
    "sqlite3": "sqlite",
    "spatialite": "sqlite",
    "mysql": "mysql",
    "oracle": "oracle",
}


class Connection(Special):
    """The default connection; nothing is ever connected to."""

    __slots__ = ()

    def attribute(self, evaluator: Evaluator, name: str) -> Value:
        if name == "alias":
            return "default"
        databases = Settings().attribute(evaluator, "DATABASES")
        default = databases.get("default") if isinstance(databases, dict) else None
        engine = default.get("ENGINE") if isinstance(default, dict) else None
        if name == "settings_dict" and isinstance(default, dict):
            return default
        if name == "vendor" and isinstance(engine, str):
            known = _VENDORS.get(engine.rpartition(".")[2])
            return known or Unknown(f"vendor of {engine}", evaluator.site)
        return Unknown(f"{name} of the database's connection", evaluator.site)


table.add("connection", Connection())
natives = table.freeze()
