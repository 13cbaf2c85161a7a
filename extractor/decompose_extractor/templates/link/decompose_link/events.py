"""Signals across: an event there, and a receiver here that gets what the sender said."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db.models import Model
from django.db.models.signals import post_delete
from django.dispatch import Signal
from django.utils.module_loading import import_string

from decompose_link.boundary import Boundary, Sent, boundaries
from decompose_link.options import switch
from decompose_link.outbox import SIGNAL, tell
from decompose_link.owners import service_owns
from decompose_link.wire import decode, encode

Receiver = Callable[..., object]


def receives_at_owner(service: str) -> Callable[[Receiver], Receiver]:
    """Let a receiver of a moved app run here while the monolith owns its data; after that the
    service is told, and its own receiver runs."""

    def decorate(receiver: Receiver) -> Receiver:
        name = f"{receiver.__module__}.{receiver.__qualname__}"

        @wraps(receiver)
        def either(sender: Any, **kwargs: Any) -> object:
            boundary = boundaries()[service]
            if boundary.peer != service or not service_owns(boundary):
                return receiver(sender=sender, **kwargs)
            body = _body(name, sender, kwargs)
            if switch("DECOMPOSE_LOOPBACK"):
                _call(receiver, json.loads(json.dumps(body)))
            else:
                tell(boundary, SIGNAL, body)
            return None

        return either

    return decorate


def connect(boundary: Boundary) -> None:
    """Tell the other side's receivers of the signals that this side sends."""
    for each in boundary.sends:
        signal: Signal = import_string(each.signal)
        sender = apps.get_model(each.sender) if each.sender else None
        uid = f"decompose_link.{each.receiver}.{each.signal}.{each.sender}"
        signal.connect(_telling(boundary, each), sender=sender, weak=False, dispatch_uid=uid)


def deliver(boundary: Boundary, body: Mapping[str, Any]) -> None:
    """Call the receiver that an event names.

    Raises:
        LookupError: this side does not have it.
    """
    name = body["receiver"]
    if name not in boundary.receives:
        raise LookupError(f"{name} is no receiver of {boundary.here}")
    _call(import_string(name), body)


def _call(receiver: Receiver, body: Mapping[str, Any]) -> None:
    kwargs = {key: _value(each) for key, each in body["kwargs"].items()}
    receiver(sender=_value(body["sender"]), **kwargs)


def _telling(boundary: Boundary, sent: Sent) -> Receiver:
    def told(sender: Any, **kwargs: Any) -> None:
        if kwargs.get("raw") or not service_owns(boundary):
            return
        gone = sent.signal.endswith(".post_delete")
        tell(boundary, SIGNAL, _body(sent.receiver, sender, kwargs, gone=gone))

    return told


def _body(
    receiver: str, sender: Any, kwargs: Mapping[str, Any], *, gone: bool = False
) -> dict[str, Any]:
    gone = gone or kwargs.get("signal") is post_delete
    named = {key: each for key, each in kwargs.items() if key not in ("signal", "using", "origin")}
    return {
        "receiver": receiver,
        "sender": encode(sender) if sender is not None else None,
        "kwargs": {
            key: _last_state(each) if gone and isinstance(each, Model) else encode(each)
            for key, each in named.items()
        },
    }


def _last_state(row: Model) -> dict[str, str]:
    """A row that is gone can't be fetched again: its columns go along."""
    return {"$gone": serializers.serialize("json", [row])}


def _value(value: Any) -> Any:
    if isinstance(value, dict) and "$gone" in value:
        found = serializers.deserialize("json", value["$gone"], ignorenonexistent=True)
        return next(iter(found)).object
    return decode(value)
