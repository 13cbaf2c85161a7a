"""Take the content coding off a body, up to a limit: a small body may hold a very large one.

Brotli and Zstandard need the packages of the extra `codings`; without them such bodies are counted
as not comparable, with that reason.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from decompose_proxy.finding import Uncomparable

_WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}


def _inflated(body: bytes, coding: str, limit: int) -> bytes:
    inflater = zlib.decompressobj(_WINDOW[coding])
    try:
        plain = inflater.decompress(body, limit + 1)
    except zlib.error:
        raise _invalid(coding) from None
    if len(plain) <= limit and not inflater.eof:
        raise _short(coding)
    return plain


def _unbrotlied(body: bytes, coding: str, limit: int) -> bytes:
    brotli = _package("brotli", coding)
    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    try:
        piece = decoder.process(body, output_buffer_limit=limit + 1)
        while piece:
            parts.append(piece)
            size += len(piece)
            if size > limit:
                return b"".join(parts)
            piece = b"" if decoder.is_finished() else decoder.process(b"")
    except brotli.error:
        raise _invalid(coding) from None
    if not decoder.is_finished():
        raise _short(coding)
    return b"".join(parts)


def _unzstandarded(body: bytes, coding: str, limit: int) -> bytes:
    zstandard = _package("zstandard", coding)
    decoder = zstandard.ZstdDecompressor(max_window_size=1 << 23)  # RFC 8878 3.1.1.1.2: 8 MB
    reader = decoder.stream_reader(body, read_across_frames=True)
    try:
        plain: bytes = reader.read(limit + 1)
        whole = len(plain) > limit or zstandard.frame_content_size(body) in (-1, len(plain))
    except zstandard.ZstdError:
        raise _invalid(coding) from None
    if not whole:
        raise _short(coding)
    return plain


def _package(name: str, coding: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise Uncomparable(f"the content coding {coding!r} needs the package {name}") from None


def _invalid(coding: str) -> Uncomparable:
    return Uncomparable(f"the body is no valid {coding}")


def _short(coding: str) -> Uncomparable:
    return Uncomparable(f"the {coding} body ends too early")


# By the name of a coding: a function of body, name and limit.
CODINGS: Mapping[str, Callable[[bytes, str, int], bytes]] = {
    "gzip": _inflated,
    "x-gzip": _inflated,
    "deflate": _inflated,
    "br": _unbrotlied,
    "zstd": _unzstandarded,
}
