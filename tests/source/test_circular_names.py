"""Names that lead back to themselves are followed to where they are, and no further."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_source.project import read_project
from tests.source.shop_on_disk import project

CIRCLES = {
    "a name made of its own attribute": ("import time\ntime = time.time\n", "orders.clock.time"),
    "an attribute of a name made of itself": ("x = x.y\n", "orders.clock.x.y.z"),
    "two names that stand for each other": ("a = b\nb = a\n", "orders.clock.a"),
    "deeper and deeper": ("a = b.c\nb = a.d\n", "orders.clock.a"),
}


@pytest.mark.parametrize(
    ("text", "name"), [pytest.param(*row, id=key) for key, row in CIRCLES.items()]
)
def test_a_circle_of_names_ends(tmp_path: Path, text: str, name: str) -> None:
    read = read_project(project(tmp_path, {"orders/clock.py": text}))
    assert read.names.canonical(name).startswith("orders.clock.")
