"""Placing an order: stock, money and the order itself, all or nothing."""

import logging
import uuid

from django.conf import settings
from django.db import transaction

from catalog.models import Product
from inventory import services as stock
from orders.models import Order, OrderLine, OrderStatusEvent
from orders.services.numbers import order_number
from orders.services.pricing import quote
from orders.signals import order_placed
from payments.services import book_coupon, charge
from promotions.services import find_coupon, redeem

logger = logging.getLogger(__name__)


class EmptyOrder(Exception):
    pass


def place_order(user, items, *, coupon_code="", payment_method=None, **details):
    """Place an order for `items`, pairs of product and quantity, and return it.

    The details are fields of the order: the addresses, the shipping method, a note. The same
    client reference returns the order that was placed with it.
    """
    if not items:
        raise EmptyOrder
    if known := _already_placed(user, details.get("client_reference")):
        return known
    with transaction.atomic():
        items = _locked(items)
        subtotal = sum(product.price * quantity for product, quantity in items)
        coupon = find_coupon(coupon_code, user, subtotal) if coupon_code else None
        price = quote(items, user=user, shipping_method=details["shipping_method"], coupon=coupon)
        order = _write_order(user, price, details)
        _write_lines(order, items)
        OrderStatusEvent.objects.create(
            order=order, to_status=order.status, actor=user, happened_at=order.placed_at
        )
        if coupon:
            redeem(coupon)
            book_coupon(order, coupon, price.discount)
        charge(order, method=payment_method)
        transaction.on_commit(lambda: order_placed.send(sender=Order, order=order))
    order.refresh_from_db()
    logger.info("Order %s placed, total %s", order.number, order.total)
    return order


def checkout_cart(cart, **options):
    """Turn a cart into an order and empty it."""
    items = [(item.product, item.quantity) for item in cart.items.select_related("product")]
    options.setdefault("coupon_code", cart.coupon.code if cart.coupon else "")
    options.setdefault("metadata", {"cart_id": str(cart.pk)})
    with transaction.atomic():
        order = place_order(cart.user, items, **options)
        cart.items.all().delete()
        cart.coupon = None
        cart.save(update_fields=["coupon"])
    return order


def _already_placed(user, client_reference):
    if not client_reference:
        return None
    return Order.objects.filter(customer=user, client_reference=client_reference).first()


def _locked(items):
    """Read the products again, locked: their prices must hold until the commit."""
    available = Product.objects.available().select_for_update()
    products = available.in_bulk([product.pk for product, _ in items])
    for product, _ in items:
        if product.pk not in products:
            raise stock.OutOfStock(product)
    return [(products[product.pk], quantity) for product, quantity in items]


def _write_order(user, price, details):
    details.setdefault("billing_address", details["shipping_address"])
    order = Order.objects.create(
        number=f"draft-{uuid.uuid4().hex[:12]}",
        customer=user,
        promotion=price.promotion,
        currency=settings.SHOP_CURRENCY,
        subtotal=price.subtotal,
        discount_total=price.discount,
        shipping_total=price.shipping,
        tax_total=price.tax,
        total=price.total,
        **details,
    )
    order.number = order_number(order.pk)
    order.save(update_fields=["number"])
    return order


def _write_lines(order, items):
    for product, quantity in items:
        line = OrderLine.objects.create(
            order=order,
            product=product,
            sku=product.sku,
            name=product.name,
            quantity=quantity,
            unit_price=product.price,
        )
        if product.needs_shipping:
            stock.reserve(line)
