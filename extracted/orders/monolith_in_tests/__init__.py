"""The other side of the seams, as the monolith has it: tests run against it, nothing else does.

When a seam is settled, its end here goes, and its tests run against the seam's contract.
"""

from __future__ import annotations

# What the monolith's migrations ran to make rows, in order: (module below this package, function).
ROWS: list[tuple[str, str]] = [
    ("core.migrations.0002_default_flags", "create_flags"),
    ("orders.migrations.0005_groups_and_invoices", "create_roles"),
    ("orders.migrations.0005_groups_and_invoices", "fill_recipients"),
]
