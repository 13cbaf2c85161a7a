import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models

from core.models import TimeStampedModel


class Cart(TimeStampedModel):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="cart",
        db_constraint=False,
    )
    coupon = models.ForeignKey(
        "promotions.Coupon",
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self):
        return f"Cart of {self.user or 'a guest'}"

    @property
    def total(self):
        return sum((item.total for item in self.items.all()), Decimal("0.00"))


class CartItem(models.Model):
    cart = models.ForeignKey(
        Cart, on_delete=models.DO_NOTHING, related_name="items", db_constraint=False
    )
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    quantity = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]

    @property
    def total(self):
        return self.product.price * self.quantity
