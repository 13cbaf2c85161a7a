"""The kinds of notifications; the inbox sorts by them."""

BACK_IN_STOCK = "back-in-stock"
ORDER_FOLLOWED = "order-followed"
ORDER_MOVED = "order-moved"

__all__ = ["BACK_IN_STOCK", "ORDER_FOLLOWED", "ORDER_MOVED"]
