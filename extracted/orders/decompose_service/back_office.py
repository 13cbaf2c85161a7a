"""The admin of read replicas: they can be looked up, for autocompletion, and not be changed."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest


class ReplicaAdmin(admin.ModelAdmin):
    """Refuse every change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are added in the monolith."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows are changed in the monolith."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows are deleted in the monolith."""
        return False
