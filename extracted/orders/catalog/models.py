from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.managers import ProductManager
from core.fields import MoneyField
from core.models import SoftDeleteModel, TimeStampedModel
from decompose_service.replicas import LeftOut


class Brand(models.Model):
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    website = LeftOut("catalog.Brand.website")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Product(SoftDeleteModel, TimeStampedModel):
    class Kind(models.TextChoices):
        PHYSICAL = "physical", _("Physical")
        DIGITAL = "digital", _("Digital")
        GIFT_CARD = "gift_card", _("Gift card")

    sku = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=180, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PHYSICAL)
    description = models.TextField(blank=True)
    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, related_name="products", db_constraint=False
    )
    categories = LeftOut("catalog.Product.categories")
    price = MoneyField(validators=[MinValueValidator(0)])
    weight_grams = LeftOut("catalog.Product.weight_grams")
    is_active = models.BooleanField(default=True, db_index=True)
    attributes = LeftOut("catalog.Product.attributes")
    watchers = LeftOut("catalog.Product.watchers")

    objects = ProductManager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.sku,)

    def get_absolute_url(self):
        return reverse("catalog:product", args=[self.slug])

    @property
    def needs_shipping(self):
        return self.kind == self.Kind.PHYSICAL
