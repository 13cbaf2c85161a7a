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

# What a page of the monolith looks like here: the template that the pages here are built on.
LAYOUT = "base.html"
# Pages of the monolith that tests name by their path.
PAGES: list[str] = [
    r"^accounts/login/\Z",
]
# What deleting a row does to the rows of replicas that lead to it: (model, field, rule).
DELETES: list[tuple[str, str, str]] = [
    ("accounts.Address", "user", "CASCADE"),
    ("cart.Cart", "coupon", "SET_NULL"),
    ("cart.Cart", "user", "CASCADE"),
    ("cart.CartItem", "cart", "CASCADE"),
    ("cart.CartItem", "product", "CASCADE"),
    ("inventory.Reservation", "line", "CASCADE"),
    ("inventory.Reservation", "record", "CASCADE"),
    ("inventory.StockMovement", "booked_by", "SET_NULL"),
    ("inventory.StockMovement", "record", "CASCADE"),
    ("inventory.StockRecord", "product", "CASCADE"),
    ("notifications.Notification", "target_type", "SET_NULL"),
    ("notifications.Notification", "user", "CASCADE"),
    ("notifications.Preference", "user", "CASCADE"),
    ("payments.CouponRedemption", "order", "CASCADE"),
    ("payments.Payment", "method", "SET_NULL"),
    ("payments.PaymentMethod", "user", "CASCADE"),
    ("promotions.Coupon", "assigned_to", "SET_NULL"),
    ("promotions.Coupon", "promotion", "CASCADE"),
    ("reviews.Review", "author", "CASCADE"),
    ("reviews.Review", "order_line", "SET_NULL"),
    ("reviews.Review", "product", "CASCADE"),
    ("shipping.Shipment", "order", "CASCADE"),
    ("shipping.ShipmentItem", "line", "CASCADE"),
    ("shipping.ShipmentItem", "shipment", "CASCADE"),
    ("support.Ticket", "customer", "CASCADE"),
    ("support.Ticket", "order", "SET_NULL"),
    ("support.TicketMessage", "ticket", "CASCADE"),
]
