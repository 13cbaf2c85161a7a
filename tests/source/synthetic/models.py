"""Models of all apps: planned first, so that strings can name what is written later."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent

from tests.source.synthetic.bases import BASES, OPTIONS, plain_model
from tests.source.synthetic.drafting import App, ClassDraft, Draft, Model
from tests.source.synthetic.fields import FIELDS, KEYS
from tests.source.synthetic.making import Making
from tests.source.synthetic.relations import RELATIONS

_KINDS = [(10, "concrete"), (4, "abstract"), (2, "proxy")]

_OWN_FIELDS = '''
class MoneyField(models.DecimalField):
    """Amounts are alike everywhere."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)


class FlexibleForeignKey(models.ForeignKey):
    """A key that doesn't insist."""

    def __init__(self, to, on_delete=models.SET_NULL, **kwargs):
        kwargs.setdefault("null", True)
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)


def short_text(**options):
    return models.CharField(max_length=40, **options)


def stand_in():
    return None


def archive(collector, field, sub_objs, using):
    models.DO_NOTHING(collector, field, sub_objs, using)
'''


def write_models(draft: Draft) -> None:
    """Plan and write the models of all apps."""
    _own_fields(draft)
    for number, app in enumerate(draft.apps):
        _plan(draft, app, owns_user=draft.user != "auth.User" and not number)
    for app in draft.apps:
        for model in [*app.models]:
            _write(draft, model)
        if draft.dice.chance(0.2):
            _generated(draft, app)
        if draft.dice.chance(0.2):
            _never_imported(draft, app)


def _own_fields(draft: Draft) -> None:
    name = f"{draft.apps[0].package}.fields"
    module = draft.module(name)
    module.imports.append("from django.db import models")
    module.add(_OWN_FIELDS)
    draft.local["fields"] = name


def _generated(draft: Draft, app: App) -> None:
    """Make the history of some models by a function: there is no class statement for them."""
    own = [each for each in app.models if each.kind == "concrete" and each.defined == each.public]
    if not own:
        return
    module = draft.module(draft.dice.choice(own).defined)
    models = [each for each in own if each.defined == module.name]
    making = Making(draft, models[0], module, ClassDraft("", []))
    module.add(
        "def history_of(model):\n"
        '    names = {"__module__": __name__, "of": '
        f'{making.models("ForeignKey")}(model, {making.models("CASCADE")}, related_name="+")}}\n'
        f'    return type(f"{{model.__name__}}History", ({making.models("Model")},), names)'
    )
    module.add(
        draft.dice.choice(
            [
                "\n".join(f"{each.name}History = history_of({each.name})" for each in models),
                f"for each in [{', '.join(each.name for each in models)}]:\n    history_of(each)",
            ]
        )
    )


def _never_imported(draft: Draft, app: App) -> None:
    """Leave a module with models that nobody imports: its models don't exist."""
    module = draft.module(f"{app.package}.{draft.word()}")
    module.imports.append("from django.db import models")
    module.add(f"class {draft.class_word()}(models.Model):\n    forgotten = models.TextField()")


def _plan(draft: Draft, app: App, *, owns_user: bool) -> None:
    place = draft.dice.one_of(_LAYOUTS)
    if owns_user:
        app.models.append(Model("Person", app, *place(draft, app, "user", "Person"), kind="user"))
    kinds = [draft.dice.one_of(_KINDS) for _ in range(draft.dice.randint(2, 5))]
    for kind in sorted(kinds, key=["abstract", "concrete", "proxy"].index):
        name = draft.class_word()
        if kind == "concrete" and draft.dice.chance(0.15):
            name = _name_from_elsewhere(draft, app) or name
        name = f"Abstract{name}" if kind == "abstract" else name
        model = Model(name, app, *place(draft, app, kind, name), kind=kind)
        if kind == "concrete" and draft.dice.chance(0.05):
            model.label_app = draft.dice.choice(draft.apps).label
            if model.label in {each.label for each in draft.models}:
                model.label_app = ""
        app.models.append(model)


def _name_from_elsewhere(draft: Draft, app: App) -> str | None:
    """Give the name of another app's model: bare names collide in real projects."""
    own = {each.name for each in app.models}
    others = [each.name for each in draft.models if each.kind == "concrete" and each.app is not app]
    own |= {each.name for each in draft.models if each.label_app}
    free = [each for each in others if each not in own]
    return draft.dice.choice(free) if free else None


def _one_module(draft: Draft, app: App, kind: str, name: str) -> tuple[str, str]:
    """Put all in models.py."""
    module = draft.module(f"{app.package}.models").name
    return module, module


def _package(draft: Draft, app: App, kind: str, name: str) -> tuple[str, str]:
    """Give each model a module of a package that exports it."""
    package = draft.module(f"{app.package}.models", is_package=True)
    module = f"{package.name}.{name.lower()}"
    if kind == "abstract" and draft.dice.chance(0.5):
        return f"{package.name}.{name.lower()}", f"{package.name}.{name.lower()}"
    star = f"from .{name.lower()} import *"
    shape = draft.dice.choice(
        [f"from .{name.lower()} import {name}", star, f"from {module} import {name}"]
    )
    package.imports.append(f"{shape}  # noqa: F401, F403")
    return module, package.name


def _abstract_apart(draft: Draft, app: App, kind: str, name: str) -> tuple[str, str]:
    """Put abstract models into a module of their own."""
    if kind == "abstract":
        module = draft.module(f"{app.package}.abstract_models").name
        return module, module
    return _one_module(draft, app, kind, name)


_Layout = Callable[[Draft, App, str, str], tuple[str, str]]
_LAYOUTS: list[tuple[int, _Layout]] = [(6, _one_module), (4, _package), (2, _abstract_apart)]


def _write(draft: Draft, model: Model) -> None:
    module = draft.module(model.defined)
    making = Making(draft, model, module, ClassDraft(model.name, []))
    if model.kind == "through":
        return
    _WRITERS[model.kind](making)
    module.add(draft.dice.one_of(_FRAMES)(making, making.statement.text()))
    for each in making.after:
        module.add(each)
    model.written = True
    for other in model.app.models:
        other.written = other.written or other.kind == "through"


def _bare(making: Making, text: str) -> str:
    """The class statement as it is."""
    return text


def _under_condition(making: Making, text: str) -> str:
    """The class statement under a condition that holds."""
    settings = making.module.use("django.conf", "settings")
    condition = making.dice.choice(
        [f"{settings}.USE_TZ", f'hasattr({settings}, "ROOT_URLCONF")', "__name__ != '__main__'"]
    )
    return f"if {condition}:\n{indent(text, '    ')}"


def _in_try(making: Making, text: str) -> str:
    """The class statement where an import worked."""
    start = "try:\n    import json\nexcept ImportError:\n    json = None\nelse:\n"
    return f"{start}{indent(text, '    ')}"


_FRAMES: list[tuple[int, Callable[[Making, str], str]]] = [
    (30, _bare),
    (1, _under_condition),
    (1, _in_try),
]


def _concrete(making: Making) -> None:
    making.dice.one_of(BASES)(making)
    with_parent = making.model.kind == "child"
    if not with_parent and making.statement.bases[-1].rpartition(".")[2] == "Model":
        making.dice.one_of(KEYS)(making)
    _body(making)
    making.dice.one_of(OPTIONS)(making)
    _declare_label(making)
    making.model.kind = "concrete"


def _abstract(making: Making) -> None:
    bases = making.written("abstract")
    if bases and making.dice.chance(0.3):
        making.model.bases = [making.dice.choice(bases)]
        making.statement.bases = [making.reach(making.model.bases[0])]
        if making.dice.chance(0.5):
            making.statement.meta_bases = [f"{making.statement.bases[0]}.Meta"]
    else:
        plain_model(making)
    _body(making)
    making.statement.meta["abstract"] = "True"


def _proxy(making: Making) -> None:
    parents = making.written("concrete", "proxy")
    if not parents:
        making.model.kind = "concrete"
        _concrete(making)
        return
    making.model.bases = [making.dice.choice(parents)]
    making.statement.bases = [making.reach(making.model.bases[0])]
    making.statement.meta["proxy"] = "True"
    making.write("def describe(self):", "    return str(self.pk)")
    _declare_label(making)


def _user(making: Making) -> None:
    """A user model of the project's own."""
    if making.dice.chance(0.6):
        making.statement.bases = [making.module.use("django.contrib.auth.models", "AbstractUser")]
    else:
        base = making.module.use("django.contrib.auth.base_user", "AbstractBaseUser")
        mixin = making.module.use("django.contrib.auth.models", "PermissionsMixin")
        making.statement.bases = [base, mixin]
        making.write(
            f"email = {making.models('EmailField')}(unique=True)",
            'USERNAME_FIELD = "email"',
        )
    _body(making)


def _body(making: Making) -> None:
    for _ in range(making.dice.randint(1, 4)):
        making.dice.one_of(FIELDS)(making)
        if making.dice.chance(0.5):
            making.dice.one_of(RELATIONS)(making)
    making.write("", "def __str__(self):", '    return "one"')


def _declare_label(making: Making) -> None:
    if making.model.label_app:
        making.statement.meta["app_label"] = f'"{making.model.label_app}"'


_WRITERS: dict[str, Callable[[Making], None]] = {
    "concrete": _concrete,
    "abstract": _abstract,
    "proxy": _proxy,
    "user": _user,
}
