"""Keep freed memory for the next request: glibc gives back what is free at the end of the heap at
once, and a page that is taken again costs as much as a small request.

See https://man7.org/linux/man-pages/man3/mallopt.3.html; elsewhere nothing is done.
"""

from __future__ import annotations

import ctypes

TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD = -1, -2, -3  # glibc's names for mallopt
MEGABYTE = 1 << 20


def keep_freed_memory() -> bool:
    """Set the thresholds; say whether there is anything to set."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    values = ((TRIM_THRESHOLD, 32 * MEGABYTE), (TOP_PAD, MEGABYTE), (MMAP_THRESHOLD, 4 * MEGABYTE))
    return all(bool(mallopt(name, value)) for name, value in values)
