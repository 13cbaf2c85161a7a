"""Libraries that read the environment: django-environ, python-decouple, environs and their kin."""

from __future__ import annotations

from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.questions import iterate
from decompose_source.evaluation.values import Instance, Native, Unknown, Value
from decompose_source.natives._table import Table

table = Table()
KWARGS = dict[str, Value]
_NONE = Unknown("no default")
_READERS = (
    "str", "bytes", "bool", "int", "float", "json", "list", "tuple", "dict", "url", "path", "db",
    "db_url", "cache", "cache_url", "email", "email_url", "search_url", "decimal", "datetime",
    "date", "timedelta", "uuid", "log_level", "enum", "get_value", "dj_db_url", "dj_cache_url",
)  # fmt: skip
_TRUE = frozenset({"1", "true", "yes", "on", "y", "t", "ok"})


def _read(kind: str) -> Native:
    def read(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
        return _value(evaluator, args[0], kind, args[1:], kwargs)

    return Native(f"env.{kind}", read)


def _value(
    evaluator: Evaluator, reader: Value, kind: str, args: list[Value], kwargs: KWARGS
) -> Value:
    """Read a variable: its value if it is set, else the default, else the scheme's default."""
    name = str(args[0]) if args else str(kwargs.get("var", ""))
    cast = kwargs.get("cast", args[1] if kind == "get_value" and len(args) > 1 else None)
    scheme = reader.kwargs.get(name) if isinstance(reader, Instance) else None
    default = kwargs.get("default", _NONE)
    if default is _NONE and kind != "get_value" and len(args) > 1:
        default = args[-1]
    if isinstance(scheme, tuple) and len(scheme) == 2:
        cast = cast if cast is not None else scheme[0]
        default = scheme[1] if default is _NONE else default
    elif scheme is not None and cast is None:
        cast = scheme
    given = evaluator.environ.get(name)
    if given is None:
        return default if default is not _NONE else Unknown(f"{name} isn't set", evaluator.site)
    return _cast(evaluator, str(given), cast if cast is not None else kind)


def _cast(evaluator: Evaluator, text: str, kind: Value) -> Value:
    if kind in (bool, "bool"):
        return text.strip().lower() in _TRUE
    if kind in (int, "int") and text.strip("-").isdigit():
        return int(text)
    if kind in (list, tuple, "list", "tuple"):
        return [each.strip() for each in text.split(",") if each.strip()]
    if kind in (str, None, "str", "get_value"):
        return text
    if isinstance(kind, str):
        return Unknown(f"{kind} from the environment")
    return evaluator.call(kind, [text], {})


@table.function("decouple.config", "decouple.AutoConfig.__call__", "decouple.Config.__call__")
def _decouple(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    given = args[1:] if isinstance(args[0], Instance) else args
    default = kwargs.get("default", given[1] if len(given) > 1 else _NONE)
    cast = kwargs.get("cast")
    found = evaluator.environ.get(str(given[0]))
    if found is None and default is _NONE:
        return Unknown(f"{given[0]} isn't set", evaluator.site)
    if found is None and not isinstance(default, str):
        return default
    text = str(found) if found is not None else str(default)
    if isinstance(cast, Instance) and cast.dotted == "decouple.Csv":
        return [each.strip() for each in text.split(",") if each.strip()]
    return _cast(evaluator, text, cast)


@table.function("environ.Env.read_env", "environ.environ.Env.read_env", "environs.Env.read_env")
@table.function("dotenv.load_dotenv", "dotenv.read_dotenv")
def _nothing(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Files with secrets aren't read."""
    return None


@table.function("dj_database_url.config", "dj_database_url.parse")
def _database(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return {"ENGINE": Unknown("database from the environment")}


def listed(evaluator: Evaluator, value: Value) -> list[str]:
    """Give the strings in a value."""
    return [each for each in iterate(evaluator, value) or [] if isinstance(each, str)]


for _class in ("environ.Env", "environ.environ.Env", "environ.FileAwareEnv", "environs.Env"):
    table.add(f"{_class}.__call__", _read("get_value_of"))
    for _kind in _READERS:
        table.add(f"{_class}.{_kind}", _read(_kind))

natives = table.freeze()
