"""Signals and receivers, one function a way to connect one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.source.synthetic.drafting import App, Dice, Draft, Model, Module

_MODEL_SIGNALS = ("pre_save", "post_save", "pre_delete", "post_delete", "pre_init", "post_init")


@dataclass(slots=True, eq=False)
class Connecting:
    """The module of an app's receivers in the making."""

    draft: Draft
    app: App
    module: Module

    @property
    def dice(self) -> Dice:
        """The project's chance."""
        return self.draft.dice

    def signal(self) -> str:
        """Name a signal of models."""
        name = self.dice.choice(_MODEL_SIGNALS)
        return self.module.use("django.db.models.signals", name)

    def model(self) -> Model:
        """Choose a model that can be imported here."""
        kinds = ("concrete", "proxy", "through", "user")
        return self.dice.choice([each for each in self.draft.models if each.kind in kinds])

    def sender(self) -> str:
        """Name a model as sender, by class or by label."""
        model = self.model()
        if self.dice.chance(0.15):
            return f'"{model.label}"'
        return self.module.use(model.public, model.name)

    def receiver(self, *decorators: str) -> str:
        """Write a receiver and return its name."""
        name = self.draft.word()
        head = "".join(f"@{each}\n" for each in decorators)
        self.module.add(f"{head}def {name}(sender, **kwargs):\n    return None")
        return name

    def decorator(self) -> str:
        """Name `receiver`."""
        return self.module.use("django.dispatch", "receiver")


def write_signals(draft: Draft) -> None:
    """Write receivers for most apps and see to it that most of them are imported."""
    for app in draft.apps:
        if app.config is None or draft.dice.chance(0.25):
            continue
        name = draft.dice.choice(["signals", "receivers", "handlers"])
        connecting = Connecting(draft, app, draft.module(f"{app.package}.{name}"))
        for _ in range(draft.dice.randint(1, 4)):
            draft.dice.one_of(_WAYS)(connecting)
        if draft.dice.chance(0.9):
            app.ready.insert(0, _importing(connecting))


def _importing(connecting: Connecting) -> str:
    name = connecting.module.name
    parent, _, last = name.rpartition(".")
    return connecting.dice.choice(
        [
            f"from . import {last}",
            f"import {name}",
            f"from {parent} import {last}  # noqa: F401",
            f'__import__("{name}")',
            f"from importlib import import_module; import_module('{name}')",
        ]
    )


def decorated(connecting: Connecting) -> None:
    """The receiver decorator with one signal."""
    head = f"{connecting.decorator()}({connecting.signal()}, sender={connecting.sender()})"
    connecting.receiver(head)


def several_signals(connecting: Connecting) -> None:
    """The receiver decorator with a list of signals."""
    first = connecting.module.use("django.db.models.signals", "post_save")
    second = connecting.module.use("django.db.models.signals", "post_delete")
    brackets = connecting.dice.choice(["[{}, {}]", "({}, {})"]).format(first, second)
    connecting.receiver(f"{connecting.decorator()}({brackets}, sender={connecting.sender()})")


def stacked(connecting: Connecting) -> None:
    """Two receiver decorators on one function."""
    signal, decorator = connecting.signal(), connecting.decorator()
    first, second = connecting.sender(), connecting.sender()
    if first == second:
        return
    connecting.receiver(
        f"{decorator}({signal}, sender={first})", f"{decorator}({signal}, sender={second})"
    )


def any_sender(connecting: Connecting) -> None:
    """A receiver for every sender."""
    connecting.receiver(f'{connecting.decorator()}({connecting.signal()}, dispatch_uid="every")')


def connected(connecting: Connecting) -> None:
    """A call of connect() in the module."""
    name, signal, sender = connecting.receiver(), connecting.signal(), connecting.sender()
    connecting.module.add(f"{signal}.connect({name}, sender={sender})")


def connected_in_ready(connecting: Connecting) -> None:
    """A call of connect() in ready(), with models from the app."""
    name = connecting.receiver()
    own = [each for each in connecting.app.models if each.kind == "concrete" and not each.label_app]
    sender = f'self.get_model("{connecting.dice.choice(own).name}")' if own else "None"
    module, _, last = connecting.module.name.rpartition(".")
    connecting.app.ready += [
        f"from {module} import {last} as connected_module",
        "from django.db.models import signals as model_signals",
        f"model_signals.{connecting.dice.choice(_MODEL_SIGNALS)}.connect("
        f"connected_module.{name}, sender={sender})",
    ]


def in_a_loop(connecting: Connecting) -> None:
    """One receiver connected to several models in a loop."""
    name, signal = connecting.receiver(), connecting.signal()
    models = sorted({connecting.sender() for _ in range(3)})
    connecting.module.add(
        f"for model in [{', '.join(models)}]:\n    {signal}.connect({name}, sender=model)"
    )


def own_signal(connecting: Connecting) -> None:
    """A signal of the project's own."""
    if "signals" not in connecting.draft.local:
        module = connecting.draft.module(f"{connecting.draft.apps[0].package}.events")
        module.imports.append("from django.dispatch import Signal")
        module.add("something_paid = Signal()\nsomething_lost: Signal = Signal()")
        connecting.draft.local["signals"] = module.name
    name = connecting.dice.choice(["something_paid", "something_lost"])
    signal = connecting.module.use(connecting.draft.local["signals"], name)
    sender = connecting.dice.choice(["", f", sender={connecting.sender()}"])
    if '"' in sender:
        sender = ""
    connecting.receiver(f"{connecting.decorator()}({signal}{sender})")


def of_the_framework(connecting: Connecting) -> None:
    """A signal that Django sends, not a model."""
    module, name = connecting.dice.choice(
        [
            ("django.contrib.auth.signals", "user_logged_in"),
            ("django.contrib.auth.signals", "user_login_failed"),
            ("django.core.signals", "request_finished"),
            ("django.db.models.signals", "post_migrate"),
        ]
    )
    connecting.receiver(f"{connecting.decorator()}({connecting.module.use(module, name)})")


def many_to_many(connecting: Connecting) -> None:
    """A receiver for the table of a many-to-many field."""
    owners = [each for each in connecting.draft.models if each.many and each.kind == "concrete"]
    if not owners:
        return
    model = connecting.dice.choice(owners)
    signal = connecting.module.use("django.db.models.signals", "m2m_changed")
    sender = f"{connecting.module.use(model.public, model.name)}.{model.many[0]}.through"
    connecting.receiver(f"{connecting.decorator()}({signal}, sender={sender})")


def user_setting(connecting: Connecting) -> None:
    """The user model by its setting."""
    settings = connecting.module.use("django.conf", "settings")
    sender = f"{settings}.AUTH_USER_MODEL"
    connecting.receiver(f"{connecting.decorator()}({connecting.signal()}, sender={sender})")


def static_method(connecting: Connecting) -> None:
    """A static method that is connected."""
    name, method = connecting.draft.class_word(), connecting.draft.word()
    connecting.module.add(
        f"class {name}:\n"
        "    @staticmethod\n"
        f"    def {method}(sender, **kwargs):\n"
        "        return None"
    )
    signal = connecting.signal()
    connecting.module.add(f"{signal}.connect({name}.{method}, sender={connecting.sender()})")


def bound_method(connecting: Connecting) -> None:
    """A method of an object that is kept."""
    name, method = connecting.draft.class_word(), connecting.draft.word()
    connecting.module.add(
        f"class {name}:\n    def {method}(self, sender, **kwargs):\n        return None\n\n\n"
        f"{connecting.draft.word()} = kept = {name}()\n"
        f"{connecting.signal()}.connect(kept.{method}, weak=False)"
    )


_WAYS: list[tuple[int, Callable[[Connecting], None]]] = [
    (10, decorated),
    (4, several_signals),
    (2, stacked),
    (2, any_sender),
    (4, connected),
    (3, connected_in_ready),
    (2, in_a_loop),
    (3, own_signal),
    (2, of_the_framework),
    (2, many_to_many),
    (2, user_setting),
    (1, static_method),
    (1, bound_method),
]
