from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.models import TimeStampedModel


class ShopUserManager(UserManager):
    def customers(self):
        return self.filter(is_staff=False, is_active=True)

    def staff(self):
        return self.filter(is_staff=True, is_active=True)


class User(AbstractUser):
    class Tier(models.TextChoices):
        STANDARD = "standard", _("Standard")
        SILVER = "silver", _("Silver")
        GOLD = "gold", _("Gold")

    email = models.EmailField(_("email address"), unique=True)
    phone = models.CharField(max_length=32, blank=True)
    loyalty_tier = models.CharField(max_length=10, choices=Tier.choices, default=Tier.STANDARD)
    preferred_language = models.CharField(max_length=5, blank=True)
    marketing_opt_in = models.BooleanField(default=False)

    objects = ShopUserManager()

    class Meta:
        ordering = ["id"]

    def get_absolute_url(self):
        return reverse("accounts:profile")

    @cached_property
    def default_shipping_address(self):
        return self.addresses.filter(is_default=True).first()

    @cached_property
    def order_count(self):
        return self.orders.count()


class CustomerGroupManager(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class CustomerGroup(models.Model):
    """Customers that are treated alike by promotions: trade, press, friends of the house."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    discount_percent = models.PositiveSmallIntegerField(default=0)
    members = models.ManyToManyField("accounts.User", related_name="customer_groups", blank=True)

    objects = CustomerGroupManager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)


class Address(TimeStampedModel):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    full_name = models.CharField(max_length=120)
    company = models.CharField(max_length=120, blank=True)
    line1 = models.CharField(max_length=120)
    line2 = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=12)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2, default="DE")
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_default", "id"]
        verbose_name_plural = _("addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(is_default=True),
                name="accounts_one_default_address",
            ),
        ]

    def __str__(self):
        return f"{self.full_name}, {self.postal_code} {self.city}"

    @property
    def lines(self):
        parts = [self.full_name, self.company, self.line1, self.line2]
        return [p for p in parts if p] + [f"{self.postal_code} {self.city}", self.country]
