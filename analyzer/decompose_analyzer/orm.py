"""What Django's managers, query sets and instances do, by method name.

https://docs.djangoproject.com/en/5.2/ref/models/querysets/
"""

from __future__ import annotations

GIVES_INSTANCE = frozenset(
    {"get", "first", "last", "create", "earliest", "latest"}
    | {"aget", "afirst", "alast", "acreate", "aearliest", "alatest"}
)
GIVES_PAIR = frozenset({"get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"})
GIVES_SCALAR = frozenset(
    {"count", "exists", "aggregate", "values", "values_list", "update", "delete", "contains"}
    | {"dates", "datetimes", "explain", "in_bulk", "bulk_update", "add", "remove", "set", "clear"}
    | {"acount", "aexists", "aaggregate", "aupdate", "adelete", "acontains", "abulk_update"}
)
WRITES_ROWS = frozenset(
    {"create", "update", "delete", "get_or_create", "update_or_create"}
    | {"bulk_create", "bulk_update", "acreate", "aupdate", "adelete", "aget_or_create"}
    | {"aupdate_or_create", "abulk_create", "abulk_update"}
)
WRITES_RELATION = frozenset({"add", "remove", "set", "clear", "aadd", "aremove", "aset", "aclear"})
WRITES_INSTANCE = frozenset({"save", "delete", "asave", "adelete"})
# Methods whose keyword names are lookup paths, and those whose strings are.
KEYWORD_LOOKUPS = frozenset({"filter", "exclude", "get", "aget"})
STRING_LOOKUPS = frozenset(
    {"order_by", "values", "values_list", "only", "defer", "distinct", "dates", "datetimes"}
    | {"latest", "earliest", "alatest", "aearliest", "in_bulk"}
)
RELATION_STRINGS = frozenset({"select_related", "prefetch_related"})
MANAGER_NAMES = frozenset({"objects", "_default_manager", "_base_manager"})
