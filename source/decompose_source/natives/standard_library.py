"""What start-up code uses of the standard library."""

from __future__ import annotations

import collections
import posixpath
from collections.abc import Callable
from pathlib import PurePosixPath

from decompose_source.evaluation.attributes import MISSING, find_attribute, get_attribute
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.questions import iterate
from decompose_source.evaluation.values import (
    Class,
    External,
    Function,
    Instance,
    Method,
    Namespace,
    Native,
    Partial,
    Unknown,
    Value,
    Wrapper,
    is_unknown,
    name_of,
    raised,
)
from decompose_source.natives._table import Table

table = Table()
KWARGS = dict[str, Value]


@table.function("os.getenv", "os.environ.get")
def _getenv(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    default = args[1] if len(args) > 1 else kwargs.get("default")
    return evaluator.environ.get(str(args[0]), default)


def _on_text(function: Callable[..., Value]) -> Callable[..., Value]:
    def apply(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
        unknown = is_unknown(*args)
        if unknown is not None:
            return unknown
        plain = [str(each) if isinstance(each, str | PurePosixPath) else None for each in args]
        if None in plain:
            return Unknown("path of an unknown", evaluator.site)
        return function(*plain)

    return apply


for _name in ("join", "dirname", "basename", "normpath", "split", "splitext", "isabs"):
    table.add(f"os.path.{_name}", Native(f"os.path.{_name}", _on_text(getattr(posixpath, _name))))
for _name in ("abspath", "realpath", "expanduser", "expandvars"):
    table.add(f"os.path.{_name}", Native(f"os.path.{_name}", _on_text(posixpath.normpath)))
table.add("os.fspath", Native("os.fspath", _on_text(lambda each: each)))


@table.function("os.path.exists", "os.path.isfile", "os.path.isdir")
def _exists(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Files of the project exist or don't; what lies elsewhere on the machine isn't asked."""
    paths = evaluator.state.get("paths")
    if not isinstance(args[0], str | PurePosixPath) or not isinstance(paths, frozenset):
        return Unknown("whether a file exists", evaluator.site)
    return str(args[0]).strip("/") in paths


@table.function("os.listdir", "os.scandir", "os.walk", "glob.glob", "glob.iglob")
def _listing(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return []


@table.function("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath")
def _path(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    if not all(isinstance(each, str | PurePosixPath) for each in args):
        return is_unknown(*args) or Unknown("path of an unknown", evaluator.site)
    return PurePosixPath(*[each for each in args if isinstance(each, str | PurePosixPath)])


@table.function("sys.intern")
def _intern(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return args[0]


@table.function("pathlib.Path.home", "pathlib.Path.cwd")
def _somewhere(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return PurePosixPath("/nowhere")


@table.function("importlib.import_module", "django.utils.importlib.import_module")
def _import_module(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    name, package = args[0], (args[1] if len(args) > 1 else kwargs.get("package"))
    if not isinstance(name, str):
        evaluator.note(
            "imports a module whose name isn't known", evaluator.site, "name it in the settings"
        )
        return Unknown("import of an unknown module", evaluator.site)
    level = len(name) - len(name.lstrip("."))
    if level and isinstance(package, str):
        around = package.split(".")
        name = ".".join([*around[: len(around) - level + 1], name[level:]])
    return evaluator.load(name)


@table.function("importlib.util.find_spec", "pkgutil.find_loader", "imp.find_module")
def _find_spec(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    name = str(args[0])
    if evaluator.exists(name):
        return External("importlib.machinery.ModuleSpec")
    top = name.partition(".")[0]
    return None if top in evaluator.own_names else Unknown(f"whether {name} is installed")


@table.function("pkgutil.iter_modules", "pkgutil.walk_packages")
def _iter_modules(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    folders = iterate(evaluator, args[0]) if args else None
    prefix = str(kwargs.get("prefix", args[1] if len(args) > 1 else ""))
    if folders is None:
        return Unknown("modules of an unknown folder", evaluator.site)
    found: list[Value] = []
    for folder in folders:
        package = str(folder).removeprefix("package:")
        for name in sorted(evaluator.own_names):
            parent, _, last = name.rpartition(".")
            if parent == package:
                is_package = any(each.startswith(f"{name}.") for each in evaluator.own_names)
                found.append((None, f"{prefix}{last}", is_package))
    return found


@table.function("functools.wraps")
def _wraps(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    wrapped = args[0] if args else None
    return Native("functools.wraps", lambda ev, inner, _: _update(ev, inner[0], wrapped))


@table.function("functools.update_wrapper")
def _update_wrapper(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return _update(evaluator, args[0], args[1])


def _update(evaluator: Evaluator, wrapper: Value, wrapped: Value) -> Value:
    if isinstance(wrapper, Function):
        wrapper.names["__wrapped__"] = wrapped
        for name in ("__name__", "__qualname__", "__module__", "__doc__"):
            value = find_attribute(evaluator, wrapped, name)
            if value is not MISSING and not isinstance(value, Unknown):
                wrapper.names[name] = value
        names = getattr(wrapped, "names", None)
        if isinstance(names, dict) and not isinstance(wrapped, Class):
            for name, value in names.items():
                wrapper.names.setdefault(name, value)
    return wrapper


@table.function("functools.partial", "functools.partialmethod", "django.utils.functional.curry")
def _partial(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return Partial(args[0], args[1:], kwargs)


@table.function("functools.lru_cache", "functools.cache")
def _cached(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """A function that can also forget what it remembers."""

    def take(evaluator: Evaluator, inner: list[Value], _: KWARGS) -> Value:
        if isinstance(inner[0], Function):
            for name in ("cache_clear", "cache_info"):
                inner[0].names[name] = Native(name, lambda ev, args, kwargs: None)
        return inner[0]

    if args and isinstance(args[0], Function | Wrapper | Method):
        return take(evaluator, args, {})
    return Native("functools.lru_cache", take)


@table.function("functools.total_ordering")
@table.function("functools.singledispatch", "contextlib.contextmanager", "typing.final")
@table.function("typing.overload", "typing.override", "typing.no_type_check", "abc.abstractmethod")
@table.function("typing.runtime_checkable", "contextlib.asynccontextmanager")
def _same(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Decorators that change nothing we look at, with or without arguments."""
    if args and isinstance(args[0], Function | Class | Wrapper | Method):
        return args[0]
    return Native("decorator", lambda ev, inner, _: inner[0])


@table.function("functools.reduce")
def _reduce(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    items = iterate(evaluator, args[1]) or []
    items = [args[2], *items] if len(args) > 2 else items
    if not items:
        return Unknown("reduce of nothing", evaluator.site)
    value = items[0]
    for each in items[1:]:
        value = evaluator.call(args[0], [value, each], {})
    return value


@table.function("functools.cached_property", "django.utils.functional.cached_property")
def _cached_property(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return Wrapper("cached_property", args[0])


@table.function("django.utils.decorators.classonlymethod")
def _classonlymethod(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return Wrapper("classmethod", args[0])


@table.function("django.utils.functional.classproperty", "django.utils.decorators.classproperty")
def _classproperty(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return Wrapper("classproperty", args[0])


class _Default(collections.defaultdict[Value, Value]):
    """A defaultdict whose factory is a value of the evaluation."""

    def __init__(self, evaluator: Evaluator, factory: Value) -> None:
        super().__init__(None)
        self.evaluator, self.factory = evaluator, factory

    def __missing__(self, key: Value) -> Value:
        if self.factory is None:
            raise KeyError(key)
        value = self[key] = self.evaluator.call(self.factory, [], {})
        return value


@table.function("collections.defaultdict")
def _defaultdict(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    made = _Default(evaluator, args[0] if args else None)
    for each in args[1:]:
        if isinstance(each, dict):
            made.update(each)
    made.update(kwargs)
    return made


@table.function("collections.OrderedDict", "django.utils.datastructures.SortedDict")
@table.function("types.MappingProxyType", "collections.ChainMap", "multiprocessing.Manager.dict")
def _dictionary(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return evaluator.construct(dict, args, kwargs)


@table.function("collections.deque")
def _deque(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return evaluator.construct(list, args, {})


@table.function("typing.NamedTuple", "collections.namedtuple")
def _namedtuple(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    fields = args[1] if len(args) > 1 else []
    names = (
        fields.replace(",", " ").split() if isinstance(fields, str) else iterate(evaluator, fields)
    )
    plain = [each[0] if isinstance(each, tuple) else each for each in names or []]
    made = Class(str(args[0]), str(args[0]), "collections", (object,), {})
    made.mro = (made, object)
    made.names["__annotations__"] = dict.fromkeys(str(each) for each in plain)
    made.extra["fields"] = True
    return made


@table.function("dataclasses.dataclass", "attr.s", "attrs.define", "attr.define", "attrs.frozen")
def _dataclass(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    def mark(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
        if isinstance(args[0], Class):
            args[0].extra["fields"] = True
        return args[0]

    return mark(evaluator, args, kwargs) if args else Native("dataclass", mark)


@table.function("itertools.chain")
def _chain(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return [item for each in args for item in iterate(evaluator, each) or []]


@table.function("itertools.chain.from_iterable")
def _chain_from(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return _chain(evaluator, iterate(evaluator, args[0]) or [], {})


@table.function("itertools.product")
def _product(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    rows: list[tuple[Value, ...]] = [()]
    for each in args:
        column = iterate(evaluator, each) or []
        rows = [(*row, item) for row in rows for item in column][:10_000]
    return list(rows)


@table.function("copy.copy", "copy.deepcopy")
def _copy(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    value = args[0]
    if isinstance(value, list):
        return list(value)
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, Instance):
        return Instance(
            value.cls, list(value.args), dict(value.kwargs), dict(value.names), value.location,
            value.native,
        )  # fmt: skip
    return value


@table.function("inspect.isclass")
def _isclass(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return Unknown("kind") if isinstance(args[0], External) else isinstance(args[0], Class | type)


@table.function("inspect.isfunction", "inspect.isroutine", "inspect.ismethod")
def _isfunction(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return isinstance(args[0], Function | Method | Native)


@table.function("inspect.getmembers")
def _getmembers(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    owner = args[0]
    names = owner.names if isinstance(owner, Namespace | Class | Instance) else {}
    members: list[Value] = []
    for name in sorted(names):
        value = names[name]
        chosen = evaluator.call(args[1], [value], {}) if len(args) > 1 else True
        if chosen is True:
            members.append((name, value))
    return members


@table.function("inspect.getmodule", "inspect.unwrap")
def _getmodule(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    name = getattr(args[0], "module", None)
    return evaluator.modules.get(str(name)) or Unknown("module of an unknown")


@table.function("operator.attrgetter")
def _attrgetter(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return Native("attrgetter", lambda ev, inner, _: get_attribute(ev, inner[0], str(args[0])))


@table.function("operator.itemgetter")
def _itemgetter(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return Native("itemgetter", lambda ev, inner, _: inner[0][args[0]])


@table.function("typing.cast", "typing.NewType", "typing.TypeVar.cast")
def _cast(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return args[1]


@table.function("object.__new__", "type.__new__", "builtins.type.__new__")
@table.function("django.db.models.base.ModelBase.__new__", "abc.ABCMeta.__new__")
def _new(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Finish the class under construction, or make an empty object."""
    from decompose_source.evaluation.classes import finish_class  # noqa: PLC0415 mutual
    from decompose_source.evaluation.values import linearize  # noqa: PLC0415

    making = evaluator.making
    if making is not None and len(args) >= 4 and args[1] == making.name:
        if isinstance(args[3], dict) and args[3] is not making.names:
            making.names.clear()
            making.names.update({str(key): value for key, value in args[3].items()})
        if isinstance(args[2], tuple) and args[2] != making.bases:
            making.bases = args[2]
            making.mro = linearize(making)
        finish_class(evaluator, making)
        return making
    if len(args) >= 4 and isinstance(args[2], tuple) and isinstance(args[3], dict):
        return evaluator.call(evaluator.native("builtins.make_class"), args[1:4], {})
    if args and isinstance(args[0], Class):
        return Instance(args[0])
    return Unknown("object made by __new__", evaluator.site)


@table.function("type.__init__", "object.__init_subclass__")
def _nothing(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return None


@table.function("sys.path.insert", "sys.path.append", "warnings.warn", "warnings.filterwarnings")
def _ignored(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return None


@table.function("types.new_class")
def _new_class(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    bases = args[1] if len(args) > 1 else ()
    return evaluator.call(evaluator.native("builtins.make_class"), [args[0], bases, {}], {})


@table.function("types.ModuleType")
def _module_type(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return Namespace(str(args[0]), None, {"__name__": args[0]}, complete=True)


def path_of_environment(name: str) -> Value:
    """Say what is missing from the environment."""
    raise raised(KeyError, name)


def is_external(value: Value, dotted: str) -> bool:
    """Whether a value is that external name."""
    return isinstance(value, External) and name_of(value) == dotted


table.add("typing.TYPE_CHECKING", False)
table.add("typing_extensions.TYPE_CHECKING", False)
table.add("sys.argv", ["manage.py"])
table.add("sys.version_info", (3, 14, 0, "final", 0))
table.add("sys.platform", "linux")
table.add("sys.path", [])
table.add("os.sep", "/")
table.add("os.name", "posix")
table.add("platform.system", Native("platform.system", lambda ev, args, kwargs: "Linux"))

natives = table.freeze()
