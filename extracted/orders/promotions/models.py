from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from core.fields import MoneyField, UserForeignKey
from core.models import TimeStampedModel


class PromotionQuerySet(models.QuerySet):
    def running(self, at=None):
        at = at or timezone.now()
        return self.filter(is_active=True, starts_at__lte=at).filter(
            models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=at)
        )

    def for_customer(self, user):
        """Promotions without a group, or with one the customer belongs to."""
        return self.filter(
            models.Q(customer_groups__isnull=True) | models.Q(customer_groups__members=user)
        ).distinct()


class Promotion(TimeStampedModel):
    class Kind(models.TextChoices):
        PERCENT = "percent", _("Percent off")
        AMOUNT = "amount", _("Amount off")
        FREE_SHIPPING = "free_shipping", _("Free shipping")

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.PERCENT)
    value = MoneyField(default=0)
    minimum_total = MoneyField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    products = models.ManyToManyField(
        Product, related_name="promotions", blank=True, db_constraint=False
    )
    customer_groups = models.ManyToManyField(
        "accounts.CustomerGroup", related_name="promotions", blank=True, db_constraint=False
    )

    objects = PromotionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "id"]

    def __str__(self):
        return self.name


class Coupon(TimeStampedModel):
    code = models.SlugField(max_length=32, unique=True)
    promotion = models.ForeignKey(
        Promotion, on_delete=models.DO_NOTHING, related_name="coupons", db_constraint=False
    )
    assigned_to = UserForeignKey(
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="coupons",
        db_constraint=False,
    )
    max_uses = models.PositiveIntegerField(default=1)
    used_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.code

    @property
    def is_exhausted(self):
        return self.used_count >= self.max_uses
