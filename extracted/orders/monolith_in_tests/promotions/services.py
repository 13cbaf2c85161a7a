"""Which promotion applies, and what it is worth."""

from django.db.models import F

from promotions.models import Coupon
from promotions.services import CouponError


def redeem(coupon):
    """Count one use; refuse when somebody else was faster."""
    updated = Coupon.objects.filter(pk=coupon.pk, used_count__lt=F("max_uses")).update(
        used_count=F("used_count") + 1
    )
    if not updated:
        raise CouponError("This coupon is not valid.")


def release(coupon):
    Coupon.objects.filter(pk=coupon.pk, used_count__gt=0).update(used_count=F("used_count") - 1)
