"""Files that models keep in the shared storage."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_file_and_image_fields() -> None:
    check_found(
        "file_storage",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                scan = models.FileField(upload_to="scans")
                photo = models.ImageField()
        """,
        "orders/models.py:3 orders.Order.scan -> shop.settings.STORAGES write",
        "orders/models.py:4 orders.Order.photo -> shop.settings.STORAGES write",
    )


def test_names_of_files_are_none() -> None:
    check_clean(
        "file_storage",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                scan = models.CharField(max_length=9)
                folder = models.FilePathField(path="scans")
                size = models.IntegerField()
        orders/forms.py
            from django import forms
            class Upload(forms.Form):
                scan = forms.FileField()
        """,
    )
