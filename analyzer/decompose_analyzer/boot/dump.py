"""Print what Django itself says of a project: a script for the project's own interpreter.

It may be another Python, and decompose need not be installed there, so the standard library and
Django have to do. Reads one JSON line (`{"root", "path", "settings"}`) and answers with one in the
shape of analysis.json, or with `{"error"}`.
"""

from __future__ import annotations

import ast
import functools
import inspect
import json
import os
import re
import sys
import traceback
import weakref
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # Python 3.8 has no `dict[...]` when it runs
    Document = dict[str, Any]  # Django ships no types: here all it says is Any
else:
    Document = dict

_INHERITED = "mti_inherited"  # what Django marks the copies of a parent's private fields with
_SIGNAL_MODULES = (
    "django.core.signals",
    "django.db.backends.signals",
    "django.db.models.signals",
    "django.contrib.auth.signals",
    "django.test.signals",
    "celery.signals",
)


def main() -> None:
    """Answer one order; whatever the project prints goes to standard error."""
    del sys.path[0]  # the folder of this script: its neighbours must not hide the project's modules
    order = json.loads(sys.stdin.readline())
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as output:
        os.dup2(2, 1)
        output.write(json.dumps(answer(order)))


def answer(order: Document) -> Document:
    """Boot the ordered project in this process; what goes wrong is the answer, too."""
    root = Path(order["root"]).resolve()
    sys.path[:0] = [str(root / each) for each in order["path"]]
    os.chdir(root)
    sys.stdout = sys.stderr  # what a project prints is none of the answer
    try:
        return boot(root, order["settings"])
    except BaseException as error:
        return {"error": traceback.format_exc(), "cause": f"{type(error).__name__}: {error}"}


def boot(root: Path, settings: str) -> Document:
    """Boot the project and tell what it is."""
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    import_module("django").setup()
    endpoints = list(_endpoints(root))
    tasks = list(_tasks(root))
    return {
        "apps": list(_apps(root)),
        "models": [*_models(root), *_abstract_models(root)],
        "endpoints": endpoints,
        "signals": list(_receivers(root)),
        "tasks": tasks,
    }


def _apps(root: Path) -> Iterator[Document]:
    for each in import_module("django.apps").apps.get_app_configs():
        path = Path(each.path).resolve()
        if _lies_in(path, root):
            relative = path.relative_to(root).as_posix()
            yield {"label": each.label, "name": each.name, "path": relative}


def _models(root: Path) -> Iterator[Document]:
    for model in import_module("django.apps").apps.get_models():
        if _is_own(root, model):
            yield _model(root, model)


def _model(root: Path, model: Any) -> Document:
    meta = model._meta
    # A parent's columns are the parent's; a proxy has none, but generic relations may be its own.
    fields = [*meta.local_fields, *meta.local_many_to_many, *meta.private_fields]
    if meta.proxy:
        fields = [each for each in meta.private_fields if not getattr(each, _INHERITED, False)]
    return {
        "label": meta.label,
        "dotted": _dotted(model),
        "app": meta.app_label,
        "db_table": meta.db_table,
        "proxy": meta.proxy,
        "managed": meta.managed,
        "abstract": False,
        "location": _location(root, model),
        "fields": [_field(each) for each in fields],
    }


def _location(root: Path, thing: Any) -> Document:
    """Where the class or function stands; line 0 where a function made the class."""
    try:
        path = _file(thing)
        relative = path.relative_to(root).as_posix() if _lies_in(path, root) else ""
        line = _line(path, thing) if relative else 0
    except (OSError, TypeError, KeyError, AttributeError):
        return {"path": "", "line": 0}
    return {"path": relative, "line": line}


def _line(path: Path, thing: Any) -> int:
    """The first line; a file is parsed once, where `inspect` parses it for every class."""
    if inspect.isclass(thing):
        lines = _class_lines(str(path)).get(thing.__qualname__, [])
        if len(lines) == 1:
            return lines[0]
    return inspect.getsourcelines(thing)[1]


@functools.lru_cache(maxsize=None)  # noqa: UP033 Python 3.8 has no `cache`
def _class_lines(path: str) -> dict[str, list[int]]:
    """The lines of all class statements of a file, decorators included, by qualified name."""
    found: dict[str, list[int]] = {}
    pending: list[tuple[str, ast.stmt]] = [
        ("", each) for each in ast.parse(Path(path).read_bytes()).body
    ]
    while pending:
        prefix, node = pending.pop()
        inner = prefix
        if isinstance(node, ast.ClassDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            found.setdefault(prefix + node.name, []).append(first)
            inner = f"{prefix}{node.name}."
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inner = f"{prefix}{node.name}.<locals>."
        pending.extend(
            (inner, each) for each in ast.iter_child_nodes(node) if isinstance(each, ast.stmt)
        )
    return found


def _abstract_models(root: Path) -> Iterator[Document]:
    pending = [import_module("django.db.models").Model]
    seen: set[Any] = set()
    while pending:
        for each in pending.pop().__subclasses__():
            if each in seen:
                continue
            seen.add(each)
            pending.append(each)
            if each._meta.abstract and _is_own(root, each):
                yield {"label": "", "dotted": _dotted(each), "abstract": True, "fields": []}


def _field(field: Any) -> Document:
    return {
        "name": field.name,
        "class": _dotted(type(field)),
        "column": None if field.many_to_many else getattr(field, "column", None),
        "null": bool(getattr(field, "null", False)),
        "relation": _relation(field),
    }


def _relation(field: Any) -> Document | None:
    if not field.is_relation:
        return None
    kind = _relation_kind(field)
    if kind == "GFK":
        return {"kind": kind, "to": None}
    remote = field.remote_field
    through: Any = getattr(remote, "through", None)
    written = through is not None and not through._meta.auto_created
    return {
        "kind": kind,
        "to": remote.model._meta.label,
        "on_delete": _on_delete(remote) if kind in ("FK", "O2O") else None,
        "related_name": remote.related_name,
        "through": through._meta.label if written else None,
    }


def _relation_kind(field: Any) -> str:
    generic = import_module("django.contrib.contenttypes.fields")
    if isinstance(field, generic.GenericForeignKey):
        return "GFK"
    if isinstance(field, generic.GenericRelation):
        return "GenericRelation"
    if field.many_to_many:
        return "M2M"
    return "O2O" if field.one_to_one else "FK"


def _on_delete(remote: Any) -> str | None:
    function = remote.on_delete
    if hasattr(function, "deconstruct"):
        (value,) = function.deconstruct()[1]
        return f"SET({_dotted(value) if callable(value) else repr(value)})"
    name = _dotted(function)
    return name.replace("django.db.models.deletion.", "")


def _endpoints(root: Path) -> Iterator[Document]:
    yield from _patterns(root, import_module("django.urls").get_resolver().url_patterns, "", ())


def _patterns(
    root: Path, patterns: Iterable[Any], route: str, spaces: tuple[str, ...]
) -> Iterator[Document]:
    for each in patterns:
        joined = route + str(each.pattern)
        if hasattr(each, "url_patterns"):
            inner = (*spaces, each.namespace) if each.namespace else spaces
            yield from _patterns(root, each.url_patterns, joined, inner)
        else:
            view = _view(each.callback)
            actions: dict[str, str] = getattr(each.callback, "actions", None) or {}
            answered = {*actions, *(["head"] if "get" in actions else [])}
            yield {
                "route": joined,
                "view": _dotted(view),
                "location": _location(root, view),
                "name": each.name,
                "namespace": ":".join(spaces),
                "methods": sorted(method.upper() for method in answered),
            }


def _view(callback: Any) -> Any:
    """Find the function or class behind decorators and `as_view`."""
    for attribute in ("cls", "view_class"):
        if hasattr(callback, attribute):
            return getattr(callback, attribute)
    return _unwrapped(callback)


def _unwrapped(function: Any) -> Any:
    while True:
        if hasattr(function, "__wrapped__"):
            function = function.__wrapped__
        elif isinstance(function, functools.partial):
            function = function.func
        elif isinstance(function, MethodType):
            function = function.__func__
        elif isinstance(function, FunctionType) and len(_enclosed(function)) == 1:
            function = _enclosed(function)[0]
        else:
            return function


def _enclosed(function: FunctionType) -> list[Any]:
    """Give what a decorator without `functools.wraps` wraps."""
    if "<locals>" not in function.__qualname__:
        return []
    cells = [each.cell_contents for each in function.__closure__ or ()]
    return [each for each in cells if callable(each)]


def _receivers(root: Path) -> Iterator[Document]:
    senders = _senders()
    for name, signal in sorted(_signals(root)):
        for (_, sender), reference, *_ in signal.receivers:
            receiver: Any = reference() if isinstance(reference, weakref.ref) else reference
            if receiver is not None and _is_own(root, _unwrapped(receiver)):
                yield {
                    "signal": name,
                    "sender": senders.get(sender, f"unknown {sender}"),
                    "receiver": _receiver_name(receiver),
                    "location": _location(root, _unwrapped(receiver)),
                }


def _receiver_name(receiver: Any) -> str:
    """Name a method of an object by the object's class, wherever it is inherited from."""
    owner = getattr(receiver, "__self__", None)
    if owner is None or isinstance(owner, (type, ModuleType)):
        return _dotted(_unwrapped(receiver))
    return f"{_dotted(type(owner))}.{receiver.__name__}"


def _senders() -> dict[int, str | None]:
    """Names of everything that may be a sender, by identity: that is all a signal keeps of it."""
    apps = import_module("django.apps").apps
    found: dict[int, str | None] = {}
    for name, module in list(sys.modules.items()):
        for key, value in list(getattr(module, "__dict__", {}).items()):
            if issubclass(type(value), type) and value.__module__ == name:
                found[id(value)] = f"{name}.{key}"
    for config in apps.get_app_configs():
        found[id(config)] = f"AppConfig:{config.label}"
    for model in apps.get_models(include_auto_created=True):
        found[id(model)] = model._meta.label
    found[id(None)] = None
    return found


def _signals(root: Path) -> Iterator[tuple[str, Any]]:
    kind = import_module("django.dispatch").Signal
    for name, module in list(sys.modules.items()):
        file = str(getattr(module, "__file__", None) or "")
        if name not in _SIGNAL_MODULES and not file.startswith(f"{root}/"):
            continue
        for key, value in list(vars(module).items()):
            if issubclass(type(value), kind) and _defines(module, key):  # lazy objects stay lazy
                yield f"{name}.{key}", value


def _defines(module: ModuleType, name: str) -> bool:
    """Whether the module makes the signal, rather than imports it."""
    return re.search(rf"^{name}\s*(:.*)?=", inspect.getsource(module), re.MULTILINE) is not None


def _tasks(root: Path) -> Iterator[Document]:
    if find_spec("celery") is None:
        return
    os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # they take a minute on a large project
    app = import_module("celery").current_app
    app.loader.import_default_modules()
    app.finalize()
    for name, task in sorted(app.tasks.items()):
        run = _unwrapped(task.run)
        if _is_own(root, run):
            is_class = type(task).run is not None and run.__name__ == "run"
            function = type(task) if is_class else run
            yield {
                "name": name,
                "function": _dotted(function),
                "location": _location(root, function),
            }


def _is_own(root: Path, thing: Any) -> bool:
    try:
        return _lies_in(_file(thing), root)
    except (TypeError, OSError):
        return False


def _lies_in(path: Path, root: Path) -> bool:
    """Do what `Path.is_relative_to` does from Python 3.9 on."""
    return path == root or root in path.parents


def _file(thing: Any) -> Path:
    module = sys.modules[thing.__module__]
    return Path(str(module.__file__)).resolve()


def _dotted(thing: Callable[..., Any] | type) -> str:
    if not hasattr(thing, "__qualname__"):
        thing = type(thing)
    return f"{thing.__module__}.{thing.__qualname__}"


if __name__ == "__main__":
    main()
