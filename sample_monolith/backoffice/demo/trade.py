"""Five years of orders with everything that hangs on them."""

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.contrib.contenttypes.models import ContentType

from backoffice.demo import words
from backoffice.demo.loading import load
from backoffice.reporting.models import DailySales
from inventory.models import Reservation, StockRecord
from notifications.models import Notification
from orders.models import Invoice, Order, OrderLine, OrderNote, OrderStatusEvent, Refund
from orders.services.pricing import included_tax
from payments.models import CouponRedemption, LedgerEntry, Payment
from reviews.models import Review
from shipping.models import Shipment, ShipmentItem
from support.models import Ticket, TicketMessage

BATCH = 5_000
CENT = Decimal("0.01")
ZERO = Decimal("0.00")
STOCKED_WAREHOUSES = [1, 2]
PATHS = {
    "pending": ["pending"],
    "paid": ["pending", "paid"],
    "packed": ["pending", "paid", "packed"],
    "shipped": ["pending", "paid", "packed", "shipped"],
    "delivered": ["pending", "paid", "packed", "shipped", "delivered"],
    "cancelled": ["pending", "cancelled"],
    "refunded": ["pending", "paid", "shipped", "refunded"],
}
PAID = {"paid", "packed", "shipped", "delivered", "refunded"}
SENT = {"shipped", "delivered", "refunded"}
TABLES = {
    Order: ["id", "number", "customer_id", "status", "placed_at", "shipping_address_id",
            "billing_address_id", "shipping_method_id", "promotion_id", "handled_by_id", "currency",
            "subtotal", "discount_total", "shipping_total", "tax_total", "total", "customer_note",
            "metadata", "created_at", "updated_at"],
    OrderLine: ["id", "order_id", "product_id", "sku", "name", "quantity", "unit_price",
                "warehouse_id"],
    OrderStatusEvent: ["id", "order_id", "from_status", "to_status", "actor_id", "note",
                       "happened_at"],
    OrderNote: ["id", "order_id", "author_id", "body", "is_internal", "attachment", "created_at",
                "updated_at"],
    Invoice: ["id", "order_id", "number", "issued_at", "recipient", "created_at", "updated_at"],
    Payment: ["id", "order_id", "method_id", "amount", "currency", "status",
              "provider_reference", "idempotency_key", "captured_at", "created_at", "updated_at"],
    LedgerEntry: ["id", "account", "amount", "order_number", "customer_id", "booked_at"],
    CouponRedemption: ["id", "order_id", "coupon_id", "amount", "created_at", "updated_at"],
    Refund: ["id", "order_id", "payment_id", "amount", "reason", "status", "requested_by_id",
             "created_at", "updated_at"],
    Shipment: ["id", "order_id", "method_id", "address_id", "tracking_number", "shipped_at",
               "delivered_at", "created_at", "updated_at"],
    ShipmentItem: ["id", "shipment_id", "line_id", "quantity"],
    Review: ["id", "product_id", "author_id", "order_line_id", "rating", "title", "body",
             "is_published", "created_at", "updated_at"],
    Ticket: ["id", "customer_id", "order_id", "assignee_id", "subject", "status", "channel",
             "created_at", "updated_at"],
    TicketMessage: ["id", "ticket_id", "author_id", "body", "attachment", "created_at",
                    "updated_at"],
    Notification: ["id", "user_id", "kind", "title", "body", "target_type_id", "target_id",
                   "read_at", "created_at", "updated_at"],
}  # fmt: skip


class Trade:
    """Makes orders in the order of time and loads them batch by batch."""

    def __init__(self, world, rng, report):
        self.world = world
        self.rng = rng
        self.report = report
        self.rows = {model: [] for model in TABLES}
        self.next_id = Counter()
        self.reserved = Counter()
        self.reservations = []
        self.reviewed = set()
        self.days = defaultdict(lambda: [0, ZERO, 0, Counter()])
        self.coupon_uses = Counter()
        self.order_type_id = ContentType.objects.get_for_model(Order).pk

    def run(self):
        world, rng = self.world, self.rng
        span = (world.base - world.start).days
        # More orders every year; between eight and half past nine in the evening, UTC.
        moments = sorted(
            (int(span * rng.random() ** 0.6), rng.randrange(8 * 3600, 21 * 3600))
            for _ in range(world.order_count)
        )
        for pk, (day, second) in enumerate(moments, 1):
            self._order(pk, world.start + timedelta(days=day, seconds=second))
            if pk % BATCH == 0:
                self._write()
                self.report(pk)
        self._write()
        self._stock()
        self._daily_sales()
        self._count_coupons()

    def _add(self, model, *values):
        self.next_id[model] += 1
        self.rows[model].append((self.next_id[model], *values))
        return self.next_id[model]

    def _order(self, pk, at):
        rng, world = self.rng, self.world
        customer = self._customer(pk)
        address_id, address_lines = rng.choice(world.addresses[customer])
        method = rng.choices(world.methods, [7, 2, 1])[0]
        status = self._status(at)
        wanted = rng.sample(world.products, rng.choices([1, 2, 3, 4], [5, 3, 2, 1])[0])
        lines = [(product, rng.choices([1, 2, 3], [7, 2, 1])[0]) for product in wanted]
        subtotal = sum((product[3] * quantity for product, quantity in lines), ZERO)
        coupon = self._coupon(at, subtotal)
        discount, shipping = self._reductions(coupon, method, subtotal)
        total = subtotal - discount + shipping
        number = f"SO{pk:08d}"
        path = PATHS[status]
        times = [
            at + timedelta(hours=9 * step, minutes=rng.randrange(60)) for step in range(len(path))
        ]
        times[0] = at
        self.rows[Order].append(
            (pk, number, customer, status, at, address_id, address_id, method.id,
             coupon.promotion_id if coupon else None,
             rng.choice(world.staff_ids) if pk % 4 == 0 else None, "EUR",
             subtotal, discount, shipping, included_tax(total), total,
             rng.choice(words.NOTES[2:]) if pk % 25 == 0 else "",
             {"cart_id": str(UUID(int=rng.getrandbits(128), version=4))}, at, times[-1])
        )  # fmt: skip
        line_ids = [self._line(pk, *line) for line in lines]
        self._events(pk, customer, path, times)
        self._invoice(pk, at, address_lines)
        payment = self._payment(pk, number, customer, status, total, times)
        if coupon:
            self.coupon_uses[coupon.id] += 1
            self._add(CouponRedemption, pk, coupon.id, discount, at, at)
        if status == "refunded":
            self._add(Refund, pk, payment, total, "returned", "done", world.staff_ids[0],
                      times[-1], times[-1])  # fmt: skip
        if status in SENT:
            self._shipment(pk, number, method.id, address_id, path, times, lines, line_ids)
        elif status != "cancelled":
            self._reserve(lines, line_ids, times[-1])
        self._aftermath(pk, number, customer, status, lines, line_ids, times[-1])
        self._count(at, status, total, lines)

    def _customer(self, pk):
        # The demonstration customer buys often; the others follow a long tail.
        if pk % max(10, self.world.order_count // 50) == 3:
            return self.world.first_customer
        ids = self.world.customer_ids
        return ids[int(len(ids) * self.rng.random() ** 1.7)]

    def _status(self, at):
        age = (self.world.base - at).days
        if self.rng.random() < 0.06:
            return "cancelled"
        if age <= 2:
            return self.rng.choice(["pending", "paid", "packed"])
        if age <= 6:
            return self.rng.choice(["packed", "shipped", "delivered"])
        return "refunded" if self.rng.random() < 0.03 else "delivered"

    def _coupon(self, at, subtotal):
        if subtotal < 30 or self.rng.random() > 0.3:
            return None
        for promotion, coupon in zip(self.world.promotions, self.world.coupons, strict=True):
            if promotion.starts_at <= at < promotion.ends_at:
                return coupon
        return None

    def _reductions(self, coupon, method, subtotal):
        shipping = Decimal(method.cost_for(subtotal))
        if coupon is None:
            return ZERO, shipping
        promotion = self.world.promotions[coupon.promotion_id - 1]
        if promotion.kind == "percent":
            return (subtotal * promotion.value / 100).quantize(CENT, ROUND_HALF_UP), shipping
        if promotion.kind == "amount":
            return promotion.value, shipping
        return ZERO, ZERO

    def _line(self, order, product, quantity):
        product_id, sku, name, price = product
        warehouse = STOCKED_WAREHOUSES[product_id % 2]
        return self._add(OrderLine, order, product_id, sku, name, quantity, price, warehouse)

    def _events(self, order, customer, path, times):
        before = ""
        for status, at in zip(path, times, strict=True):
            actor = customer if status in {"pending", "cancelled"} else None
            self._add(OrderStatusEvent, order, before, status, actor, "", at)
            before = status

    def _invoice(self, order, at, recipient):
        issued = at + timedelta(minutes=1)
        number = f"INV{at:%Y}-{order:07d}"
        self._add(Invoice, order, number, issued, recipient, issued, issued)

    def _payment(self, order, number, customer, status, total, times):
        pk = UUID(int=self.rng.getrandbits(128), version=4)
        captured = times[1] if status in PAID else None
        state = "pending" if captured is None else "captured"
        state = {"refunded": "refunded", "cancelled": "failed"}.get(status, state)
        self.rows[Payment].append(
            (pk, order, customer, total, "EUR", state, f"CARD-{number}", f"order-{order}", captured,
             times[0], times[-1])
        )  # fmt: skip
        if captured:
            self._add(LedgerEntry, "1200", total, number, customer, captured)
        if status == "refunded":
            self._add(LedgerEntry, "8200", -total, number, customer, times[-1])
        return pk

    def _shipment(self, order, number, method, address, path, times, lines, line_ids):
        shipped = times[path.index("shipped")]
        delivered = times[path.index("delivered")] if "delivered" in path else None
        tracking = f"TR{number[2:]}DE"
        shipment = self._add(
            Shipment, order, method, address, tracking, shipped, delivered, shipped, shipped
        )
        for line_id, (_, quantity) in zip(line_ids, lines, strict=True):
            self._add(ShipmentItem, shipment, line_id, quantity)

    def _reserve(self, lines, line_ids, at):
        for line_id, (product, quantity) in zip(line_ids, lines, strict=True):
            key = (STOCKED_WAREHOUSES[product[0] % 2], product[1])
            self.reserved[key] += quantity
            self.reservations.append((key, line_id, quantity, at))

    def _aftermath(self, order, number, customer, status, lines, line_ids, at):
        rng, chance = self.rng, self.rng.random()
        staff = rng.choice(self.world.staff_ids)
        if chance < 0.06:
            self._add(OrderNote, order, staff, rng.choice(words.NOTES), chance < 0.04, "", at, at)
        elif chance < 0.10:
            state = "closed" if status in {"delivered", "refunded"} else "open"
            ticket = self._add(
                Ticket, customer, order, staff, rng.choice(words.QUESTIONS), state, "web", at, at
            )
            self._add(TicketMessage, ticket, customer, "Can you help me?", "", at, at)
        elif chance < 0.20 and status == "delivered":
            product = lines[0][0][0]
            if (product, customer) not in self.reviewed:
                self.reviewed.add((product, customer))
                self._add(
                    Review, product, customer, line_ids[0], *rng.choice(words.REVIEWS), True, at, at
                )
        elif chance < 0.40:
            title = f"Order {number}: {status}"
            read = at if chance < 0.38 else None
            self._add(
                Notification, customer, f"order-{status}", title, "", self.order_type_id, order,
                read, at, at,
            )  # fmt: skip

    def _count(self, at, status, total, lines):
        day = self.days[at.date()]
        day[0] += 1
        if status == "cancelled":
            day[2] += 1
        else:
            day[1] += total
        for product, quantity in lines:
            day[3][product[0]] += quantity

    def _write(self):
        for model, names in TABLES.items():
            load(model, names, self.rows[model])
            self.rows[model] = []

    def _stock(self):
        rows, ids = [], {}
        for warehouse in STOCKED_WAREHOUSES:
            for _, sku, _, _ in self.world.products:
                ids[warehouse, sku] = pk = len(rows) + 1
                reserved = self.reserved[warehouse, sku]
                on_hand = reserved + self.rng.choice([0, 3, 12, 40, 150])
                rows.append(
                    (pk, warehouse, sku, on_hand, reserved, 5, self.world.start, self.world.base)
                )
        load(
            StockRecord,
            ["id", "warehouse_id", "product_id", "on_hand", "reserved", "reorder_level",
             "created_at", "updated_at"],
            rows,
        )  # fmt: skip
        load(
            Reservation,
            ["id", "record_id", "line_id", "quantity", "expires_at", "created_at", "updated_at"],
            [
                (pk, ids[key], line_id, quantity, None, at, at)
                for pk, (key, line_id, quantity, at) in enumerate(self.reservations, 1)
            ],
        )

    def _daily_sales(self):
        load(
            DailySales,
            ["id", "day", "order_count", "gross", "cancelled_count", "top_product_ids"],
            [
                (pk, day, count, gross, cancelled, _best(pieces))
                for pk, (day, (count, gross, cancelled, pieces)) in enumerate(
                    sorted(self.days.items()), 1
                )
            ],
        )

    def _count_coupons(self):
        for coupon in self.world.coupons:
            coupon.used_count = self.coupon_uses[coupon.id]
        type(self.world.coupons[0]).objects.bulk_update(self.world.coupons, ["used_count"])


def _best(pieces):
    ranked = sorted(pieces.items(), key=lambda item: (-item[1], item[0]))
    return [product for product, _ in ranked[:5]]
