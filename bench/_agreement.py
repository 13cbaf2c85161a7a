"""How alike two partitions of the same things are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from math import comb


def adjusted_rand_index(one: Mapping[str, Hashable], other: Mapping[str, Hashable]) -> float:
    """Return 1 for the same partition, about 0 for chance.

    Hubert, Arabie, "Comparing partitions", Journal of Classification 2, 1985.
    """
    if one.keys() != other.keys():
        raise ValueError("the partitions are of different things")
    both = _pairs(Counter((one[each], other[each]) for each in one))
    first, second = _pairs(Counter(one.values())), _pairs(Counter(other.values()))
    all_pairs = comb(len(one), 2)
    expected = first * second / all_pairs if all_pairs else 0.0
    most = (first + second) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _pairs(sizes: Counter[Hashable]) -> int:
    return sum(comb(size, 2) for size in sizes.values())
