"""What reviews adds to the catalog without the catalog knowing."""

from django.db.models import Avg

from catalog.models import Product


def average_rating(self):
    rating = self.reviews.filter(is_published=True).aggregate(Avg("rating"))["rating__avg"]
    return round(float(rating), 1) if rating is not None else None


def extend_product():
    Product.add_to_class("average_rating", property(average_rating))
