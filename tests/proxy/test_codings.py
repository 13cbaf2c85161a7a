from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from importlib import import_module

import pytest

from decompose_proxy import codings
from decompose_proxy.codings import CODINGS
from decompose_proxy.finding import Uncomparable

TEXT = b"text " * 5000
PACKAGES = {"br": "brotli", "zstd": "zstandard"}


def coded(coding: str, data: bytes) -> bytes:
    if coding in PACKAGES:
        pytest.importorskip(PACKAGES[coding], reason="the extra `codings` is not installed")
    made: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "x-gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": lambda each: import_module("brotli").compress(each, quality=1),
        "zstd": lambda each: import_module("zstandard").compress(each),
    }
    return made[coding](data)


@pytest.mark.parametrize("coding", sorted(CODINGS))
@pytest.mark.parametrize("data", [b"", b"a", TEXT], ids=["empty", "short", "long"])
def test_what_was_coded_is_read(coding: str, data: bytes) -> None:
    assert CODINGS[coding](coded(coding, data), coding, 1 << 20) == data


@pytest.mark.parametrize("coding", sorted(CODINGS))
def test_a_small_body_that_holds_a_large_one_stops_at_the_limit(coding: str) -> None:
    assert len(CODINGS[coding](coded(coding, bytes(50 << 20)), coding, 1 << 16)) > 1 << 16


@pytest.mark.parametrize("coding", sorted(CODINGS))
def test_a_body_cut_short_is_not_compared(coding: str) -> None:
    body = coded(coding, bytes(range(256)) * 64 + TEXT)
    with pytest.raises(Uncomparable, match=r"ends too early|no valid"):
        CODINGS[coding](body[: len(body) // 2], coding, 1 << 20)


@pytest.mark.parametrize("coding", sorted(CODINGS))
def test_what_is_no_such_body_is_not_compared(coding: str) -> None:
    coded(coding, b"")
    with pytest.raises(Uncomparable, match=r"ends too early|no valid"):
        CODINGS[coding](b"\x1f\x8bnonsense \xff\xff\xff\xff\xff", coding, 1 << 20)


@pytest.mark.parametrize(("coding", "package"), PACKAGES.items())
def test_without_the_package_the_reason_says_so(
    monkeypatch: pytest.MonkeyPatch, coding: str, package: str
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(codings, "import_module", missing)
    with pytest.raises(Uncomparable, match=f"needs the package {package}"):
        CODINGS[coding](b"x", coding, 1)
