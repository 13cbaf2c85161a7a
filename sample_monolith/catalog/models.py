from pathlib import PurePath

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.managers import CategoryManager, ProductManager
from core.fields import MoneyField
from core.models import SoftDeleteModel, TimeStampedModel


class Category(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = CategoryManager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = _("categories")

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("catalog:category", args=[self.slug])


class Brand(models.Model):
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    website = models.CharField(max_length=200, blank=True)

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
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="products")
    categories = models.ManyToManyField(Category, related_name="products", blank=True)
    price = MoneyField(validators=[MinValueValidator(0)])
    weight_grams = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True, db_index=True)
    # {"colour": "blue", "related_product_ids": [17, 4]}
    attributes = models.JSONField(default=dict, blank=True)
    watchers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="notifications.StockAlert",
        related_name="watched_products",
        blank=True,
    )

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


def product_image_path(instance, filename):
    return f"products/{instance.product.sku}/{instance.position:02d}{PurePath(filename).suffix}"


class ProductImage(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    file = models.FileField(upload_to=product_image_path)
    alt_text = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["product_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "position"], name="catalog_image_position_unique"
            ),
        ]
