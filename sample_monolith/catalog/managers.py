from django.db import models

from core.models import AliveManager


class CategoryManager(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class ProductQuerySet(models.QuerySet):
    def available(self):
        return self.filter(is_active=True)

    def in_stock(self):
        """Products that any warehouse can deliver now."""
        return self.filter(
            stock_records__on_hand__gt=models.F("stock_records__reserved")
        ).distinct()

    def with_sales(self):
        """Annotate how many pieces were ordered, cancelled orders left out."""
        return self.annotate(
            pieces_sold=models.Sum(
                "order_lines__quantity",
                filter=~models.Q(order_lines__order__status="cancelled"),
                default=0,
            )
        )


class ProductManager(AliveManager.from_queryset(ProductQuerySet)):
    def get_by_natural_key(self, sku):
        return self.get(sku=sku)
