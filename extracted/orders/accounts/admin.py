"""Replicas that the admin of this service completes automatically."""

from __future__ import annotations

from django.contrib import admin

from decompose_service.back_office import ReplicaAdmin
from accounts.models import User


@admin.register(User)
class UserAdmin(ReplicaAdmin):
    """Searched as in the monolith."""

    search_fields = ["username", "first_name", "last_name", "email"]
