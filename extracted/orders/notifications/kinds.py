"""The kinds of notifications; the inbox sorts by them."""
ORDER_FOLLOWED = "order-followed"
ORDER_MOVED = "order-moved"
