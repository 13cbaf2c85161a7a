"""What happens to orders, for whoever wants to know."""

from django.dispatch import Signal

# Sent with `order`.
order_placed = Signal()
# Sent with `order`, `from_status`, `to_status`, `actor`.
order_status_changed = Signal()
# Sent with `order`, `reason`.
order_cancelled = Signal()
