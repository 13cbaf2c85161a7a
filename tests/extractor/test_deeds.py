"""The sample, cut: what is done across its boundary ends as it did before the cut.

`scripts/bench seams` does all deeds; here are some of each kind.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.extractor.deeds import DEEDS, MONOLITH, SERVICE, Deed, Kind, after, before
from tests.extractor.sample_sides import Sides, content, git_apply, start_sample, unpack

A_KIND = 2
SOME = [each for kind in Kind for each in [d for d in DEEDS if d.kind is kind][:A_KIND]]


@pytest.fixture(scope="module")
def sides(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    databases = Databases(postgres_url)
    try:
        found = start_sample(tmp_path_factory.mktemp("sample"), databases)
        yield found
        found.stop()
    finally:
        databases.drop_all()


@pytest.mark.parametrize("deed", [pytest.param(each, id=each.name) for each in SOME])
def test_a_deed_ends_as_before_whoever_owns_the_orders(sides: Sides, deed: Deed) -> None:
    expected = before(sides, deed)
    assert after(sides, deed, MONOLITH) == expected
    assert after(sides, deed, SERVICE) == expected


def test_the_patch_of_the_sample_comes_out_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    as_it_was = content(unpack(tmp_path_factory.mktemp("plain") / "shop", patched=False))
    folder = unpack(tmp_path_factory.mktemp("patched") / "shop", patched=True)
    assert content(folder) != as_it_was
    git_apply(folder, "-R")
    assert content(folder) == as_it_was
