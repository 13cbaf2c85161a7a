from __future__ import annotations

import pytest

from decompose_core.toml_place import line_of

TEXT = """\
top = 1
[a]  # comment
x = 1
b.c = 2
[a."d"]
y = 3

[[list]]
z = 1
[[list]]
z = 2
[list.inner]
w = { deep = 1 }
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("top", 1),
        ("a", 2),
        ("a.x", 3),
        ("a.b.c", 4),
        ("a.d.y", 6),
        ("list[0].z", 9),
        ("list[1].z", 11),
        ("list[1].missing", 10),
        ("a.missing", 2),
        ("nowhere", 0),
    ],
)
def test_a_key_is_found_by_its_path(path: str, line: int) -> None:
    """A path that isn't there gives the line of what is nearest around it."""
    assert line_of(TEXT, path) == line
