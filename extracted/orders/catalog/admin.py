"""Replicas that the admin of this service completes automatically."""

from __future__ import annotations

from django.contrib import admin

from decompose_service.back_office import ReplicaAdmin
from catalog.models import Product


@admin.register(Product)
class ProductAdmin(ReplicaAdmin):
    """Searched as in the monolith."""

    search_fields = ["sku", "name", "brand__name"]
