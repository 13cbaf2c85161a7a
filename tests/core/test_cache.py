"""The cache folder: what is kept comes back, what is damaged or foreign is not there."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from decompose_core import cache as caches
from decompose_core.cache import Cache, users_cache


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found = users_cache()
    assert found is not None
    return found


def entry(cache: Cache) -> Path:
    (path,) = cache.folder.iterdir()
    return path


def test_what_is_written_is_read(cache: Cache) -> None:
    cache.write("one", b"first")
    cache.write("two", b"")
    assert (cache.read("one"), cache.read("two"), cache.read("three")) == (b"first", b"", None)


def test_folder_and_entries_are_the_users_alone(cache: Cache) -> None:
    cache.write("one", b"first")
    assert stat.S_IMODE(cache.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(entry(cache).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: data[:-1], id="cut short"),
        pytest.param(lambda data: data[:-3] + b"xyz", id="changed"),
        pytest.param(lambda data: b"decompose 0\n" + data[12:], id="of another format"),
    ],
)
def test_a_damaged_entry_is_not_there(cache: Cache, damage: Callable[[bytes], bytes]) -> None:
    cache.write("one", b"first")
    entry(cache).write_bytes(damage(entry(cache).read_bytes()))
    assert cache.read("one") is None
    cache.write("one", b"again")
    assert cache.read("one") == b"again"


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o777])
def test_a_folder_that_others_may_enter_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "decompose").mkdir()
    (tmp_path / "decompose").chmod(mode)
    assert users_cache() is None


def test_a_link_in_place_of_the_folder_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "decompose").symlink_to(tmp_path / "elsewhere")
    assert users_cache() is None


def test_a_file_in_place_of_the_folder_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert users_cache() is None


def test_a_folder_that_is_gone_is_no_error(cache: Cache) -> None:
    cache.folder.rmdir()
    cache.write("one", b"first")
    assert cache.read("one") is None


def test_what_was_used_longest_ago_goes_first(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, key in enumerate(("old", "used", "new")):
        cache.write(key, os.urandom(1000))
        os.utime(cache._path(key), (number, number))
    cache.read("old")  # now the one that was used last
    monkeypatch.setattr(caches, "MOST_BYTES", 3500)
    cache.write("newest", os.urandom(1000))
    kept = {key for key in ("old", "used", "new", "newest") if cache.read(key) is not None}
    assert kept == {"old", "new", "newest"}
