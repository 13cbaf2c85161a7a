"""Model fields used all over the shop."""

from django.conf import settings
from django.db import models


class MoneyField(models.DecimalField):
    """An amount in the shop's currency."""

    def __init__(self, *args, max_digits=12, decimal_places=2, **kwargs):
        super().__init__(*args, max_digits=max_digits, decimal_places=decimal_places, **kwargs)


class UserForeignKey(models.ForeignKey):
    """A foreign key to whoever uses the shop."""

    def __init__(self, to=settings.AUTH_USER_MODEL, on_delete=models.CASCADE, **kwargs):
        super().__init__(to, on_delete, **kwargs)
