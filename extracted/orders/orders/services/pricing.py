"""What an order costs."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings

from promotions.services import best_promotion, discount_for

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Quote:
    subtotal: Decimal
    discount: Decimal
    shipping: Decimal
    tax: Decimal
    promotion: object = None

    @property
    def total(self):
        return self.subtotal - self.discount + self.shipping


def quote(items, *, user, shipping_method, coupon=None):
    """Price `items`, pairs of product and quantity, for a customer."""
    subtotal = sum((product.price * quantity for product, quantity in items), Decimal("0.00"))
    promotion = coupon.promotion if coupon else best_promotion(user, subtotal)
    discount = discount_for(promotion, subtotal) if promotion else Decimal("0.00")
    shipping = Decimal(shipping_method.cost_for(subtotal))
    if promotion and promotion.kind == promotion.Kind.FREE_SHIPPING:
        shipping = Decimal("0.00")
    if not any(product.needs_shipping for product, _ in items):
        shipping = Decimal("0.00")
    return Quote(
        subtotal=subtotal,
        discount=discount,
        shipping=shipping,
        tax=included_tax(subtotal - discount + shipping),
        promotion=promotion,
    )


def included_tax(gross):
    """Prices include VAT; return the part of `gross` that is tax."""
    rate = Decimal(settings.SHOP_VAT_RATE)
    return (gross - gross / (1 + rate)).quantize(CENT, ROUND_HALF_UP)
