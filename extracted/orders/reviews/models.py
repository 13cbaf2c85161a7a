from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.models import User
from catalog.models import Product
from core.models import TimeStampedModel
from decompose_service.replicas import LeftOut


class Review(TimeStampedModel):
    product = models.ForeignKey(
        Product, on_delete=models.DO_NOTHING, related_name="reviews", db_constraint=False
    )
    author = models.ForeignKey(
        to=User, on_delete=models.DO_NOTHING, related_name="reviews", db_constraint=False
    )
    order_line = models.ForeignKey(
        "orders.OrderLine",
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="reviews",
        db_constraint=False,
    )
    rating = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    is_published = LeftOut("reviews.Review.is_published")

    class Meta:
        ordering = ["-created_at", "-id"]
        get_latest_by = "created_at"

    def __str__(self):
        return f"{self.product}: {self.rating}/5"
