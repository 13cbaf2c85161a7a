"""Python's cycle collector stands still while a project is read and analyzed.

Trees, scopes and types are kept until the end, so each collection walks all of them and frees
next to nothing: with it, reading NetBox took more than twice as long. What is left behind is set
aside until the next project is read, so that writing the report does not pay for it either.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def standing_still() -> Generator[None]:
    """Keep the collector off for a while, unless somebody keeps it off already."""
    if not gc.isenabled():
        yield
        return
    gc.unfreeze()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
