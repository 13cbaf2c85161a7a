"""Which promotion applies, and what it is worth."""

from decimal import ROUND_HALF_UP, Decimal

from decompose_link.calls import remote
from promotions.models import Coupon, Promotion

CENT = Decimal("0.01")


class CouponError(Exception):
    pass


def best_promotion(user, subtotal, at=None):
    """Return the running promotion without coupon that saves the customer most, or None."""
    candidates = (
        Promotion.objects.running(at)
        .for_customer(user)
        .filter(coupons__isnull=True, minimum_total__lte=subtotal)
    )
    return max(
        candidates,
        key=lambda promotion: (discount_for(promotion, subtotal), -promotion.pk),
        default=None,
    )


def discount_for(promotion, subtotal):
    if promotion.kind == Promotion.Kind.PERCENT:
        return (subtotal * promotion.value / 100).quantize(CENT, ROUND_HALF_UP)
    if promotion.kind == Promotion.Kind.AMOUNT:
        return min(promotion.value, subtotal)
    return Decimal("0.00")


def find_coupon(code, user, subtotal):
    """Return the coupon if this customer may use it for an order of this size."""
    coupon = Coupon.objects.select_related("promotion").filter(code__iexact=code).first()
    if coupon is None or coupon.is_exhausted:
        raise CouponError("This coupon is not valid.")
    if coupon.assigned_to_id not in {None, user.pk}:
        raise CouponError("This coupon belongs to another customer.")
    if not Promotion.objects.running().filter(pk=coupon.promotion_id).exists():
        raise CouponError("This promotion has ended.")
    if subtotal < coupon.promotion.minimum_total:
        raise CouponError(f"The order must reach {coupon.promotion.minimum_total}.")
    return coupon


@remote("promotions.services.redeem")
def redeem(coupon):
    """Count one use; refuse when somebody else was faster."""


@remote("promotions.services.release", told=True)
def release(coupon):
    ...
