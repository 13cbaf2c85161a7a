"""What is to be known of keys across the boundary before anybody cuts."""

from __future__ import annotations

from collections.abc import Iterator

from decompose_core.problem import Level, Problem
from decompose_extractor.blueprint import Blueprint


def warned_keys(blueprint: Blueprint) -> Iterator[Problem]:
    """Keys that a class inherits, and apps that lead to each other by keys."""
    cut = blueprint.cut
    for each in blueprint.across.keys:
        model = cut.project.model(each.model)
        if not each.own and model is not None and not each.join:
            yield Problem(
                Level.WARNING,
                f"{each.model} inherits the key {each.name!r} to {each.to}: the monolith's side"
                " keeps its constraint, so deletes that the other side has to carry out fail there",
                model.location,
                f"declare {each.name!r} in the class itself, or drop its constraint by hand",
            )
    leads = {
        (each.model.partition(".")[0], each.to.partition(".")[0]) for each in blueprint.across.keys
    }
    circles = sorted(
        {one for one, other in leads if (other, one) in leads and one not in cut.moved}
    )
    if circles:
        here = ", ".join(sorted(cut.moved))
        yield Problem(
            Level.NOTE,
            f"{here} and {', '.join(circles)} hold keys to each other: each side keeps a replica"
            " of the other's rows, and neither can be restored without the other",
            None,
            "apps that are always changed together can move together: --app NAME --app NAME",
        )
