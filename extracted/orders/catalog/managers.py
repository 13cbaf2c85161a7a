from django.db import models

from core.models import AliveManager


class ProductQuerySet(models.QuerySet):
    def available(self):
        return self.filter(is_active=True)


class ProductManager(AliveManager.from_queryset(ProductQuerySet)):
    def get_by_natural_key(self, sku):
        return self.get(sku=sku)
