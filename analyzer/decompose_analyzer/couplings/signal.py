"""Finds receivers of another app's signals, and of model signals that another app's rows send.

https://docs.djangoproject.com/en/5.2/topics/signals/
"""

from __future__ import annotations

from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect, End, Settlement
from decompose_core.monolith import Receiver
from decompose_core.problem import Level, Problem

# Receivers of these can stop or change what is about to happen, so an event afterwards is too late.
BEFORE = frozenset({"pre_save", "pre_delete", "pre_init", "m2m_changed"})
MODEL_SIGNALS = frozenset(
    {"pre_init", "post_init", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}
)


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Compare the app of each receiver with the apps of its signal and its sender."""
    for receiver in scan.project.receivers:
        source = scan.end_of(receiver.receiver)
        if source is None:
            continue
        signal = receiver.signal.rpartition(".")[2]
        yield from _sender(scan, receiver, source, signal)
        yield from _own_signal(scan, receiver, source, signal)


def _sender(scan: Scan, receiver: Receiver, source: End, signal: str) -> Iterator[Found | Problem]:
    if receiver.sender is None:
        if signal in MODEL_SIGNALS:
            yield Problem(
                Level.NOTE,
                f"{receiver.receiver} receives {signal} of every model of every app",
                receiver.location,
                "name its senders, so that the cut knows which events it needs",
            )
        return
    through = _through(scan, receiver.sender) if signal == "m2m_changed" else None
    label = through or scan.models.label(receiver.sender)
    target = model_end(label) if label else scan.end_of(receiver.sender)
    if target is None and receiver.sender.count(".") == 1:
        target = model_end(receiver.sender)
    if target is None:
        return
    before = signal in BEFORE
    yield Found(
        source,
        target,
        Effect.CALL,
        receiver.location,
        f"{receiver.receiver} receives {signal} of {receiver.sender}"
        + ("; it may veto or change it, so an event afterwards is too late" if before else ""),
        settlement=Settlement.ASSISTED if before else None,
    )


def _through(scan: Scan, sender: str) -> str | None:
    """Return the far model of `Order.followers.through`, whose join table Django makes."""
    app, _, name = sender.partition(".")
    model_name, _, field_name = name.partition("_")
    model = scan.models.models.get(scan.models.label(f"{app}.{model_name}") or "")
    field = model.field(field_name) if model else None
    return field.relation.to if field and field.relation else None


def _own_signal(scan: Scan, receiver: Receiver, source: End, signal: str) -> Iterator[Found]:
    """Find a signal that another app of the project defines itself."""
    target = scan.end_of(receiver.signal) if "." in receiver.signal else None
    if target is None:
        return
    yield Found(
        source,
        target,
        Effect.CALL,
        receiver.location,
        f"{receiver.receiver} receives {signal}, a signal of {target.app}",
        settlement=Settlement.ASSISTED,
    )


detector = Detector(
    find,
    "receivers of another app's signals",
    example="`@receiver(post_save, sender=Payment)` in orders",
    settled="an outbox event and a receiver with the same body; one that vetoes needs a question",
    rows=(32,),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/topics/signals/",
    weight=2.0,
)
