"""What is done across the boundary of the sample's orders, and what must come of it.

Each deed starts from the same shop and is done three times: before the cut, after it while the
monolith owns the orders, and with the service as their owner. What it raises and every row of the
monolith's database must be the same each time. Deeds are tables: one row, one deed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import Literal

import psycopg

from tests.extractor.sample_sides import Sides, empty, rows
from tests.extractor.sides import Raised, Side

MONOLITH, SERVICE = "monolith", "orders"

# A shop with a row at the end of each key across. Nobody needs a password.
WORLD = """
from datetime import timedelta
from decimal import Decimal
from django.utils import timezone
from accounts.models import User
from cart.models import Cart
from core.testing import make_address, make_coupon, make_method, make_order, make_product
from orders.models import Invoice, Order, OrderLine, OrderNote
from orders.services.cancellation import cancel_order
from payments.models import Payment
from payments.services import capture
from reviews.models import Review
from shipping.models import Shipment, ShipmentItem
from support.models import Ticket

def person(name, **fields):
    return User.objects.create(username=name, email=f"{name}@example.com", **fields)

buyer, friend, loner = person("buyer"), person("friend"), person("loner")
clerk, busy = person("clerk", is_staff=True), person("busy", is_staff=True)
billing, home, product = make_address(buyer), make_address(buyer), make_product("POT", stock=50)
coupon = make_coupon("SPRING", max_uses=5)
spare = make_product("PAN", stock=50)
order = make_order(buyer, (product, 2), shipping_address=home, billing_address=billing,
                   coupon_code="SPRING")
order.followers.add(friend)
order.handled_by = busy
order.save(update_fields=["handled_by"])
order.events.update(actor=friend)
closed = make_order(buyer, (product, 1), shipping_address=home)
capture(Payment.objects.get(order=closed))
cancel_order(closed, actor=person("agent"))
Order.objects.filter(pk=closed.pk).update(handled_by=clerk)
free = make_order(buyer, (spare, 1), shipping_address=home)
Payment.objects.filter(order=free).delete()
Invoice.objects.filter(order=free).delete()
line = OrderLine.objects.get(order=free)
parcel = Shipment.objects.create(order=free, method=make_method(), address=home)
ShipmentItem.objects.create(shipment=parcel, line=line, quantity=1)
Review.objects.create(product=spare, author=buyer, order_line=line, rating=4, title="good")
Ticket.objects.create(order=free, customer=buyer, subject="where is it")
OrderNote.objects.create(order=order, author=loner, body="call first")
cart = Cart.objects.create(user=buyer)
names = ("buyer friend loner clerk busy billing home product spare coupon order closed free line"
         " parcel cart")
result = {name: str(globals()[name].pk) for name in names.split()}
"""
MODELS = (
    "from accounts.models import Address, User\nfrom catalog.models import Product\n"
    "from orders.models import Order, OrderLine, Refund\nfrom payments.models import Payment\n"
    "from promotions.models import Coupon, Promotion\nfrom cart.models import Cart\n"
)
_ORDER = "order = Order.objects.get(pk={order})\n"


class Kind(Enum):
    """What a deed is about."""

    DELETE = "delete"
    SQL = "plain SQL delete"
    REFUSED = "refused delete"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed: code or SQL, with the rows of the world by name in braces."""

    kind: Kind
    name: str
    code: str
    at: Literal["monolith", "owner"] = "monolith"
    world: str = ""  # what the shop has besides


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a deed: what it raised, and the rows afterwards."""

    raised: str
    rows: frozenset[tuple[str, str]]


DEEDS = (
    Deed(Kind.DELETE, "user.delete() of a follower: join rows go, events lose their actor",
         "User.objects.get(pk={friend}).delete()"),
    Deed(Kind.DELETE, "user.delete() of who handled closed orders: SET(get_deleted_user)",
         "User.objects.get(pk={clerk}).delete()"),
    Deed(Kind.DELETE, "users deleted by a queryset",
         "User.objects.filter(pk__in=[{friend}, {clerk}]).delete()"),
    Deed(Kind.DELETE, "a billing address: SET_NULL", "Address.objects.get(pk={billing}).delete()"),
    Deed(Kind.DELETE, "a promotion: SET_NULL", "Promotion.objects.all().delete()",
         world="Promotion = type(coupon.promotion)\ncoupon.redemptions.all().delete()\n"
               "coupon.delete()\n"),
    Deed(Kind.DELETE, "an order: parcel, reservation and lines go, review and ticket stay",
         "Order.objects.get(pk={free}).delete()", at="owner"),
    Deed(Kind.DELETE, "orders deleted by a queryset",
         "Order.objects.filter(pk={free}).delete()", at="owner"),
    Deed(Kind.DELETE, "an order line", "OrderLine.objects.get(pk={line}).delete()", at="owner"),
    Deed(Kind.REFUSED, "a customer with orders: PROTECT",
         "User.objects.get(pk={buyer}).delete()"),
    Deed(Kind.REFUSED, "the author of a note: PROTECT", "User.objects.get(pk={loner}).delete()"),
    Deed(Kind.REFUSED, "who handles an open order: a receiver's veto",
         "User.objects.get(pk={busy}).delete()",
         world="from accounts.services import get_deleted_user\nget_deleted_user()\n"),
    Deed(Kind.REFUSED, "a shipping address: PROTECT", "Address.objects.get(pk={home}).delete()"),
    Deed(Kind.REFUSED, "a payment with a refund: RESTRICT",
         "Payment.objects.get(order={closed}).delete()"),
    Deed(Kind.REFUSED, "an order with a payment: PROTECT",
         "Order.objects.get(pk={order}).delete()", at="owner"),
    Deed(Kind.REFUSED, "users by a queryset, one of them with orders",
         "User.objects.filter(pk__in=[{friend}, {buyer}]).delete()"),
    Deed(Kind.SQL, "a user without orders", "DELETE FROM accounts_user WHERE id = {lonely}",
         world="lonely = person('lonely')\nnames += ' lonely'\n"),
    Deed(Kind.SQL, "a customer with orders",  "DELETE FROM accounts_user WHERE id = {buyer}"),
    Deed(Kind.SQL, "the author of a note",  "DELETE FROM accounts_user WHERE id = {loner}"),
    Deed(Kind.SQL, "a shipping address", "DELETE FROM accounts_address WHERE id = {home}",
         world="Shipment.objects.all().delete()\n"),
    Deed(Kind.SQL, "an order with a payment", "DELETE FROM orders_order WHERE id = {order}",
         at="owner"),
    Deed(Kind.SQL, "an event of an order", "DELETE FROM orders_orderstatusevent WHERE order_id ="
         " {order}", at="owner"),
    Deed(Kind.CALL, "inventory.services.reserve",
         "from inventory.services import reserve\n"
         "result = reserve(OrderLine.objects.get(order={closed})).pk", at="owner"),
    Deed(Kind.CALL, "inventory.services.release",
         "from inventory.services import release\n" + _ORDER + "result = release(order)",
         at="owner"),
    Deed(Kind.CALL, "inventory.services.release, told in a transaction",
         "from django.db import transaction\nfrom inventory.services import release\n" + _ORDER +
         "with transaction.atomic():\n    release(order)", at="owner"),
    Deed(Kind.CALL, "inventory.services.release, in a transaction that is undone",
         "from django.db import transaction\nfrom inventory.services import release\n" + _ORDER +
         "with transaction.atomic():\n    release(order)\n    transaction.set_rollback(True)",
         at="owner"),
    Deed(Kind.CALL, "promotions.services.redeem",
         "from promotions.services import redeem\nredeem(Coupon.objects.get(pk={coupon}))",
         at="owner"),
    Deed(Kind.CALL, "promotions.services.redeem raises CouponError",
         "from promotions.services import redeem\nredeem(Coupon.objects.get(pk={coupon}))",
         at="owner", world="coupon.used_count = 5\ncoupon.save()\n"),
    Deed(Kind.CALL, "promotions.services.release",
         "from promotions.services import release\nrelease(Coupon.objects.get(pk={coupon}))",
         at="owner"),
    Deed(Kind.CALL, "payments.services.charge pays an open order",
         "from payments.services import charge\n"
         "result = charge(Order.objects.get(pk={free})).status", at="owner"),
    Deed(Kind.CALL, "payments.services.refund",
         "from payments.services import refund\n"
         "refund(Payment.objects.get(order={order}), Order.objects.get(pk={order}).total)",
         at="owner"),
    Deed(Kind.CALL, "payments.services.book_coupon",
         "from payments.services import book_coupon\n"
         "book_coupon(Order.objects.get(pk={free}), Coupon.objects.get(pk={coupon}), 1)",
         at="owner"),
    Deed(Kind.CALL, "accounts.services.upgrade_tier",
         "from accounts.services import upgrade_tier\n"
         "result = upgrade_tier(User.objects.get(pk={buyer}), 6000)", at="owner"),
    Deed(Kind.CALL, "accounts.services.get_deleted_user",
         "from accounts.services import get_deleted_user\nresult = get_deleted_user().pk",
         at="owner"),
    Deed(Kind.CALL, "cart.services.add_to_cart",
         "from cart.services import add_to_cart\n"
         "result = add_to_cart(Cart.objects.get(pk='{cart}'), Product.objects.get(pk={product}), 3)"
         ".quantity", at="owner"),
)  # fmt: skip


def before(sides: Sides, deed: Deed) -> Seen:
    """Do it in the monolith as it was."""
    empty(sides.before)
    keys = _fill(sides.before, deed)
    return Seen(_do(sides.before, deed, keys), _rows(sides.before))


def after(sides: Sides, deed: Deed, owner: str) -> Seen:
    """Do it in the shop that was cut."""
    cut = sides.cut
    cut.carry()
    empty(cut.service)
    empty(cut.monolith)
    keys = _fill(cut.monolith, deed)
    cut.flip(owner)
    there = deed.at == "owner" and owner == SERVICE
    raised = _do(cut.service if there else cut.monolith, deed, keys)
    cut.dispatch()
    return Seen(raised, _rows(cut.monolith))


def _fill(monolith: Side, deed: Deed) -> dict[str, str]:
    """Make the shop; the keys of its rows by name."""
    ready, _, last = WORLD.rpartition("result = ")
    keys: dict[str, str] = monolith.run(f"{ready}{deed.world}\nresult = {last}")
    return keys


def _do(side: Side, deed: Deed, keys: dict[str, str]) -> str:
    """What it raises, or what it returns."""
    try:
        if deed.kind is Kind.SQL:
            side.sql(deed.code.format(**keys))
            return ""
        return str(side.run(MODELS + deed.code.format(**keys)))
    except psycopg.Error as error:
        return type(error).__name__
    except Raised as error:
        return f"{error.kind}: {error.text}"


# What is made anew each time: moments, and keys and references drawn by chance.
_CHANCE = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+(\+[\d:]+)?"), "MOMENT"),
    (re.compile(r'"password": "[^"]*"'), "PASSWORD"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID"),
)


def _rows(side: Side) -> frozenset[tuple[str, str]]:
    """The rows of the project's own tables; equal rows of a table are numbered."""
    found: set[tuple[str, str]] = set()
    for table, texts in rows(side, lambda name: not name.startswith("decompose_")).items():
        counted: Counter[str] = Counter()
        for text in texts:
            plain = _without_chance(text)
            counted[plain] += 1
            found.add((table, f"{counted[plain]} {plain}"))
    return frozenset(found)


def _without_chance(text: str) -> str:
    for pattern, word in _CHANCE:
        text = pattern.sub(word, text)
    return text
