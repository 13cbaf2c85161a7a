"""Replicas that the admin of this service completes automatically."""

from __future__ import annotations

from django.contrib import admin

from decompose_service.back_office import ReplicaAdmin
from promotions.models import Promotion


@admin.register(Promotion)
class PromotionAdmin(ReplicaAdmin):
    """Searched as in the monolith."""

    search_fields = ["name", "coupons__code"]
