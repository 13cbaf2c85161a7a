"""How orders was cut out, as orders sees it; written by `decompose extract orders`."""

from __future__ import annotations

from decompose_link.boundary import Boundary, Sent

boundary = Boundary(
    service="orders",
    here="orders",
    moved=frozenset(
        {
            "orders.Invoice",
            "orders.Order",
            "orders.OrderLine",
            "orders.OrderNote",
            "orders.OrderStatusEvent",
            "orders.Refund",
        }
    ),
    asks={
        "accounts.services.get_deleted_user": "",
        "accounts.services.upgrade_tier": "user, turnover",
        "cart.services.add_to_cart": "cart, product, quantity=",
        "inventory.services.release": "order",
        "inventory.services.reserve": "line",
        "payments.services.book_coupon": "order, coupon, amount",
        "payments.services.charge": "order, *, method=, idempotency_key=",
        "payments.services.refund": "payment, amount",
        "promotions.services.redeem": "coupon",
        "promotions.services.release": "coupon",
    },
    receives=frozenset(
        {
            "orders.receivers.follow_shipment",
            "orders.receivers.mark_paid",
        }
    ),
    sends=(
        Sent(
            signal="django.db.models.signals.post_delete",
            sender="orders.Order",
            receiver="backoffice.audit.receivers.record_delete",
        ),
        Sent(
            signal="django.db.models.signals.post_delete",
            sender="orders.Order",
            receiver="notifications.receivers.forget_order",
        ),
        Sent(
            signal="django.db.models.signals.post_delete",
            sender="orders.Refund",
            receiver="backoffice.audit.receivers.record_delete",
        ),
        Sent(
            signal="django.db.models.signals.post_save",
            sender="orders.Order",
            receiver="backoffice.audit.receivers.record_save",
        ),
        Sent(
            signal="django.db.models.signals.post_save",
            sender="orders.Refund",
            receiver="backoffice.audit.receivers.record_save",
        ),
        Sent(
            signal="orders.signals.order_cancelled",
            sender=None,
            receiver="notifications.receivers.mail_cancellation",
        ),
        Sent(
            signal="orders.signals.order_placed",
            sender=None,
            receiver="backoffice.reporting.receivers.forget_dashboard",
        ),
        Sent(
            signal="orders.signals.order_placed",
            sender=None,
            receiver="notifications.receivers.confirm",
        ),
        Sent(
            signal="orders.signals.order_status_changed",
            sender=None,
            receiver="inventory.receivers.book_out",
        ),
        Sent(
            signal="orders.signals.order_status_changed",
            sender=None,
            receiver="notifications.receivers.tell_customer",
        ),
    ),
    absent=frozenset(
        {
            "inventory.Reservation",
            "inventory.StockMovement",
            "inventory.StockRecord",
            "notifications.EmailTemplate",
            "notifications.Preference",
            "payments.LedgerEntry",
        }
    ),
)
