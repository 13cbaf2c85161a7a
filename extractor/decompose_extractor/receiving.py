"""Receivers on the other side: what code that stays does when the moved side sends a signal."""

from __future__ import annotations

from decompose_core.monolith import Receiver
from decompose_extractor.cut import Cut


def receivers_of_moved_signals(cut: Cut) -> tuple[Receiver, ...]:
    """What code that stays does when the moved side saves, deletes or sends."""
    found: list[Receiver] = []
    for each in cut.project.receivers:
        model = cut.project.model(each.sender) if each.sender else None
        sends = cut.is_moved(each.signal) or (model is not None and not cut.is_staying(model.label))
        definition = cut.definition(each.receiver)
        decorated = definition is not None and bool(getattr(definition.node, "decorator_list", ()))
        if sends and decorated and not cut.is_moved(each.receiver):
            found.append(each)
    return tuple(found)
