"""Receivers: functions connected to signals while the project starts."""

from __future__ import annotations

from collections.abc import Callable

from decompose_core.location import Location
from decompose_core.monolith import Receiver
from decompose_source.evaluation.values import (
    Class,
    External,
    Function,
    Instance,
    Method,
    Unknown,
    Value,
)
from decompose_source.models import label_of_external
from decompose_source.startup.options import options_of
from decompose_source.startup.registry import (
    APP_CONFIG,
    Connection,
    Registry,
    dotted_of,
    location_of,
)


def read_receivers(registry: Registry, is_own: Callable[[str], bool]) -> tuple[Receiver, ...]:
    """List the receivers of the project's own, by place."""
    own = [each for each in registry.connections if is_own(_code_of(each.receiver))]
    found = {_receiver(each) for each in own}
    return tuple(
        sorted(
            found, key=lambda each: (each.location, each.signal, each.sender or "", each.receiver)
        )
    )


def _code_of(receiver: Value) -> str:
    """The function itself: what a class inherits from a package is the package's code."""
    if isinstance(receiver, Method) and isinstance(receiver.function, Function):
        return receiver.function.dotted
    return dotted_of(receiver)


def _receiver(connection: Connection) -> Receiver:
    location = connection.location or location_of(connection.receiver) or Location("")
    return Receiver(
        connection.signal, sender_name(connection.sender), dotted_of(connection.receiver), location
    )


def sender_name(sender: Value) -> str | None:
    """Name a sender: a model by its label, anything else by its dotted name."""
    options = options_of(sender)
    if options is not None and not options.abstract:
        return options.label
    if isinstance(sender, str) or sender is None:
        return sender
    if isinstance(sender, Instance) and sender.has_base(APP_CONFIG):
        return f"AppConfig:{_label(sender)}"
    if isinstance(sender, External):
        return label_of_external(sender.dotted) or sender.dotted
    if isinstance(sender, Class | Instance):
        return sender.dotted
    return None if not isinstance(sender, Unknown) else "?"


def _label(config: Instance) -> str:
    declared = config.cls.find("label") if isinstance(config.cls, Class) else None
    given = config.names.get("label", declared[1] if declared is not None else None)
    return str(given or config.names.get("name")).rpartition(".")[2]
