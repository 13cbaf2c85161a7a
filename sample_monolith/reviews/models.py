from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.models import User
from catalog.models import Product
from core.models import TimeStampedModel


class Review(TimeStampedModel):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(to=User, on_delete=models.CASCADE, related_name="reviews")
    order_line = models.ForeignKey(
        "orders.OrderLine", on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews"
    )
    rating = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    is_published = models.BooleanField(default=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        get_latest_by = "created_at"
        constraints = [
            models.UniqueConstraint(fields=["product", "author"], name="reviews_one_a_customer"),
            models.CheckConstraint(
                condition=models.Q(rating__range=(1, 5)), name="reviews_rating_range"
            ),
        ]

    def __str__(self):
        return f"{self.product}: {self.rating}/5"

    @property
    def is_verified_purchase(self):
        return self.order_line_id is not None


class ReviewVote(models.Model):
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    helpful = models.BooleanField()

    class Meta:
        ordering = ["review__product__name", "id"]
        unique_together = [("review", "voter")]
