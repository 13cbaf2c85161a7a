from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.models import TimeStampedModel
from decompose_service.replicas import LeftOut, Withheld


class ShopUserManager(UserManager):
    def customers(self):
        return self.filter(is_staff=False, is_active=True)

    def staff(self):
        return self.filter(is_staff=True, is_active=True)


class User(AbstractUser):
    # Secrets stay with their owner.
    password = Withheld()
    last_login = None

    class Tier(models.TextChoices):
        STANDARD = "standard", _("Standard")
        SILVER = "silver", _("Silver")
        GOLD = "gold", _("Gold")

    email = models.EmailField(_("email address"), unique=True)
    phone = LeftOut("accounts.User.phone")
    loyalty_tier = models.CharField(max_length=10, choices=Tier.choices, default=Tier.STANDARD)
    preferred_language = models.CharField(max_length=5, blank=True)
    marketing_opt_in = LeftOut("accounts.User.marketing_opt_in")

    objects = ShopUserManager()

    class Meta:
        ordering = ["id"]

    def get_absolute_url(self):
        return reverse("accounts:profile")

    @cached_property
    def default_shipping_address(self):
        return self.addresses.filter(is_default=True).first()


class CustomerGroupManager(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class CustomerGroup(models.Model):
    """Customers that are treated alike by promotions: trade, press, friends of the house."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    discount_percent = LeftOut("accounts.CustomerGroup.discount_percent")
    members = models.ManyToManyField(
        "accounts.User", related_name="customer_groups", blank=True, db_constraint=False
    )

    objects = CustomerGroupManager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)


class Address(TimeStampedModel):
    user = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, related_name="addresses", db_constraint=False
    )
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

    def __str__(self):
        return f"{self.full_name}, {self.postal_code} {self.city}"

    @property
    def lines(self):
        parts = [self.full_name, self.company, self.line1, self.line2]
        return [p for p in parts if p] + [f"{self.postal_code} {self.city}", self.country]
