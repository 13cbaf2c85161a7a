"""This side's end of the seams: who may call what, and the same key gets the same answer."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from decompose_link.boundary import Boundary, boundaries, boundary_with
from decompose_link.errors import CannotCross, FailedThere, RowNotThere
from decompose_link.wire import decode, encode

CALL = "call/"
MAY_DELETE = "may-delete/"
OWN = "decompose_own"  # of a function that runs where its data is owned: itself, undecorated


class NotHere(Exception):
    """Nothing of that name is served to that caller."""


class OtherBody(Exception):
    """The key was used for another call."""


def answer(
    path: str, document: Mapping[str, Any], *, caller: str, loopback: bool = False
) -> dict[str, Any]:
    """Answer one question of the other side.

    Raises:
        NotHere: it is not served.
        RowNotThere: a row that it names has not arrived.
    """
    found = tuple(boundaries().values()) if loopback else _boundary(caller)
    if path.startswith(CALL):
        symbol = path.removeprefix(CALL).strip("/")
        if not loopback and not any(symbol in each.serves for each in found):
            raise NotHere(f"{symbol} is not served to {caller}")
        return call(symbol, document)
    if path == MAY_DELETE:
        from decompose_link.deletes import protected  # noqa: PLC0415

        keys = [decode(each) for each in document["keys"]]
        return {"protected": protected(document["model"], keys, loopback=loopback)}
    raise NotHere(f"there is no {path}")


def answer_once(path: str, document: Mapping[str, Any], *, caller: str, key: str) -> dict[str, Any]:
    """Answer a call; the same key answers the same again and calls nothing.

    The answer is kept in the transaction that the call changes rows in: there is either both or
    neither. A second request with the key waits for the first at the unique index.

    Raises:
        OtherBody: the key stands for another call.
    """
    from decompose_link.models import Answer  # noqa: PLC0415

    text = json.dumps([path, document], sort_keys=True)
    body_hash = hashlib.sha256(text.encode()).hexdigest()
    try:
        with transaction.atomic():
            kept = Answer.objects.create(caller=caller, key=key, body_hash=body_hash)
            kept.answer = answer(path, document, caller=caller)
            kept.save(update_fields=["answer"])
            return kept.answer
    except IntegrityError:
        found = Answer.objects.filter(caller=caller, key=key).first()
        if found is None:
            raise
    if found.body_hash != body_hash:
        raise OtherBody(f"the key {key!r} was used for another call")
    return found.answer


def call(symbol: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """Call a function with what arrived; an exception of the project's own is an answer too."""
    function, bound = resolve(symbol)
    arguments = decode(document["args"])
    keywords = {name: decode(each) for name, each in document["kwargs"].items()}
    try:
        with transaction.atomic():
            result = function(*arguments[1 if bound else 0 :], **keywords)
    except Exception as error:
        if isinstance(error, RowNotThere | CannotCross) or not is_answer(type(error)):
            raise
        return {"raised": encode_error(error)}
    return {"result": encode(result)}


def carry_out_call(boundary: Boundary, body: Mapping[str, Any]) -> None:
    """Do what a call that was told is for.

    Raises:
        NotHere: it is not served to that side.
        FailedThere: the function refused, which nobody expected of it.
    """
    symbol = body["symbol"]
    if symbol not in boundary.serves:
        raise NotHere(f"{symbol} is not served to {boundary.peer}")
    answer = call(symbol, body)
    if "raised" in answer:
        raise FailedThere(f"{symbol}: {answer['raised']['type']}: {answer['raised']['text']}")


def resolve(symbol: str) -> tuple[Callable[..., Any], bool]:
    """Find a function or a member of a class by its dotted name; and whether it is bound to it."""
    try:
        found = import_string(symbol)
        return getattr(found, OWN, found), False
    except ImportError:
        owner, _, name = symbol.rpartition(".")
    found = inspect.getattr_static(import_string(owner), name)
    if isinstance(found, property):
        return found.fget, False
    if isinstance(found, cached_property):
        return found.func, False
    function = getattr(import_string(owner), name)
    return function, inspect.ismethod(function)


def is_answer(kind: type[BaseException]) -> bool:
    """Whether callers may want to catch it: the project's own, and what Django's rules raise.

    A failing database or a slip in the code is no answer.
    """
    module = kind.__module__
    if module == "django.core.exceptions" or kind.__name__ in ("ProtectedError", "RestrictedError"):
        return True
    return any(
        module == each.name or module.startswith(f"{each.name}.")
        for each in apps.get_app_configs()
        if not each.name.startswith(("django.", "decompose_"))
    )


def encode_error(error: BaseException) -> dict[str, Any]:
    """Write an exception down: its class, its arguments, and the attributes that can cross."""
    kind = type(error)
    state = {}
    for name, each in sorted(vars(error).items()):
        try:
            state[name] = encode(each)
        except CannotCross:
            continue
    try:
        arguments = [encode(each) for each in error.args]
    except CannotCross:
        arguments = [str(error)]
    return {
        "type": f"{kind.__module__}.{kind.__qualname__}",
        "args": arguments,
        "state": state,
        "text": str(error),
    }


def _boundary(caller: str) -> tuple[Boundary, ...]:
    try:
        return (boundary_with(caller),)
    except KeyError:
        raise NotHere(f"nothing is served to {caller}") from None
