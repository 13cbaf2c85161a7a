"""What code names by a string: settings, models, definitions that a loader takes, whole rows.

A chain such as `models.Order` is read where it stands; what is here no resolver of names can see.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from decompose_core.location import Location
from decompose_core.monolith import App, Model
from decompose_extractor.cut import Cut, is_secret
from decompose_extractor.implied import fixtures_named, pages_of_rows
from decompose_extractor.members import members_of
from decompose_source.modules import Module

SETTINGS = ["django", "conf", "settings"]
# What imports modules by names that code computes; and modules that such code never means.
LOADERS = frozenset({"importlib.import_module", "django.utils.module_loading.import_string"})
FRAME = frozenset({"admin", "apps", "asgi", "models", "settings", "urls", "wsgi"})
_DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+\Z")
_LONGEST_NAME = 200


class What(Enum):
    """What a string stands for."""

    SETTING = auto()
    STRING = auto()  # it may name a template, a page, a task
    APP = auto()  # an app that code looks up by its label
    PACKAGE = auto()  # likewise, of another distribution
    MODULE = auto()  # its top level is run when it is imported by its name
    MODEL = auto()
    DEFINITION = auto()
    FIXTURE = auto()  # rows that a test loads
    WORD = auto()  # a column that is used without its name in the code


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that code names, and where."""

    what: What
    name: str
    place: Location


def names_in(cut: Cut, module: Module, outer: ast.AST) -> Iterator[Named]:
    """Yield what a piece of code names by strings."""
    if "import_module" in module.source:
        yield from _members_by_name(cut, module, outer)
    for node in ast.walk(outer):
        if (method := pages_of_rows(cut, module, node)) is not None:
            yield Named(What.WORD, method, module.at(node))
        for fixture in fixtures_named(node):
            yield Named(What.FIXTURE, fixture, module.at(node))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _string(cut, node.value, module.at(node))
        elif isinstance(node, ast.Call):
            yield from _setting(cut, module, node)
            yield from _loaded_by_name(cut, module, node)
            yield from _asked_app(cut, module, node)
            if node.args:
                yield from _by_position(cut, module, node)
                yield from _command(cut, module, node)
        elif isinstance(node, ast.ClassDef):
            yield from _whole_rows(cut, module, node)


def _string(cut: Cut, text: str, place: Location) -> Iterator[Named]:
    """Take a string that names a definition or a model for a use of it."""
    if "\n" not in text and len(text) <= _LONGEST_NAME:
        yield Named(What.STRING, text, place)
    if not _DOTTED.match(text):
        return
    if text.count(".") == 1 and cut.project.model(text) is not None:
        yield Named(What.MODEL, text, place)
    elif (found := cut.definition(text)) is not None and found.qualname:
        yield Named(What.DEFINITION, text, place)


def model_named(cut: Cut, module: Module, node: ast.expr) -> Model | None:
    """Find the model that an expression stands for: a class, or what a loader gives for a name."""
    dotted = cut.project.names.resolve(module, node, at=node)
    model = cut.project.model_of(dotted) if dotted else None
    if model is not None or not isinstance(node, ast.Name):
        return model
    for statement in cut.outline(module).binders(node.id):
        match statement.node:
            case ast.Assign(value=ast.Call(args=[ast.Constant(value=str(app)), *rest])):
                match rest:
                    case [ast.Constant(value=str(name)), *_]:
                        return cut.project.model(f"{app}.{name}")
                    case _:
                        return cut.project.model(app) if app.count(".") == 1 else None
            case _:
                continue
    return None


def _members_by_name(cut: Cut, module: Module, outer: ast.AST) -> Iterator[Named]:
    """Pair the modules and the names in strings of code that imports modules by computed names:
    `{"orders.models": ["Order"]}`."""
    texts = {
        node.value: node
        for node in ast.walk(outer)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for text, node in texts.items():
        target = cut.module(text) if _DOTTED.match(text) else None
        if target is None or target.is_package or cut.is_moved(target.name):
            continue
        yield Named(What.MODULE, text, module.at(node))
        for name in sorted(texts):
            if name.isidentifier() and cut.outline(target).binds(name):
                yield Named(What.DEFINITION, f"{text}.{name}", module.at(node))


def _asked_app(cut: Cut, module: Module, call: ast.Call) -> Iterator[Named]:
    """Read `apps.get_app_config("label")`."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "get_app_config":
        match call.args:
            case [ast.Constant(value=str(label))] if any(
                each.label == label for each in cut.project.apps
            ):
                yield Named(What.APP, label, module.at(call))
            case _:
                return


def _setting(cut: Cut, module: Module, call: ast.Call) -> Iterator[Named]:
    """Read `getattr(settings, "X", ...)`."""
    if isinstance(call.func, ast.Name) and call.func.id in ("getattr", "hasattr"):
        match call.args:
            case [ast.Name(id=name), ast.Constant(value=str(setting)), *_]:
                target = cut.outline(module).imported.get(name)
                if target is not None and target.parts == SETTINGS:
                    yield Named(What.SETTING, setting, module.at(call))


def _loaded_by_name(cut: Cut, module: Module, call: ast.Call) -> Iterator[Named]:
    """Follow `load("app", "Model")` and `load("app.module", ["Name"])` of any loader."""
    match call.args:
        case [ast.Constant(value=str(where)), ast.Constant(value=str(name)), *_]:
            names = [name]
        case [ast.Constant(value=str(where)), ast.List(elts=items) | ast.Tuple(elts=items), *_]:
            names = [str(each.value) for each in items if isinstance(each, ast.Constant)]
        case _:
            return
    label, _, rest = where.partition(".")
    if not rest and all(each[:1].isupper() for each in names):
        yield Named(What.PACKAGE, label, module.at(call))
    for app in cut.project.apps:
        if label in (app.label, app.name.rpartition(".")[2]):
            for name in names:
                yield from _loaded(cut, app, rest, name, module.at(call))


def _loaded(cut: Cut, app: App, rest: str, name: str, place: Location) -> Iterator[Named]:
    label = f"{app.label}.{name}"
    if not rest and cut.project.model(label) is not None:
        yield Named(What.APP, app.label, place)
        yield Named(What.MODEL, label, place)
        return
    dotted = ".".join([app.name, *([rest] if rest else []), name])
    if rest and cut.definition(dotted) is not None:
        yield Named(What.APP, app.label, place)
        yield Named(What.DEFINITION, dotted, place)


def _whole_rows(cut: Cut, module: Module, node: ast.ClassDef) -> Iterator[Named]:
    """Keep all columns of a model whose serializer or form says `fields = "__all__"` or
    `exclude`."""
    options = {each.name: each.node for each in members_of(node)}
    fields = options.get("fields")
    everything = "exclude" in options or (
        isinstance(fields, ast.Assign)
        and isinstance(fields.value, ast.Constant)
        and fields.value.value == "__all__"
    )
    named = options.get("model")
    if not everything or not isinstance(named, ast.Assign):
        return
    dotted = cut.project.names.resolve(module, named.value, at=node)
    model = cut.project.model_of(dotted) if dotted else None
    if model is not None:
        yield from _columns(cut, model, module.at(node))


def _by_position(cut: Cut, module: Module, call: ast.Call) -> Iterator[Named]:
    """Keep all columns of a model whose rows are made by position: `Method(1, "letter", [])`."""
    dotted = cut.project.names.resolve(module, call.func, at=call)
    model = cut.project.model_of(dotted) if dotted else None
    if model is not None:
        yield from _columns(cut, model, module.at(call))


def _command(cut: Cut, module: Module, call: ast.Call) -> Iterator[Named]:
    """Follow `call_command("name")` to the command of an app that stays."""
    match call:
        case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if (
            ast.unparse(function).rpartition(".")[2] == "call_command"
        ):
            pass
        case _:
            return
    for app in cut.project.apps:
        dotted = f"{app.name}.management.commands.{name}.Command"
        if app.label not in cut.moved and cut.definition(dotted) is not None:
            yield Named(What.APP, app.label, module.at(call))
            yield Named(What.DEFINITION, dotted, module.at(call))


def _columns(cut: Cut, model: Model, place: Location) -> Iterator[Named]:
    if cut.is_staying(model.label):
        for each in model.fields:
            if not is_secret(each.name):
                yield Named(What.WORD, each.name, place)
