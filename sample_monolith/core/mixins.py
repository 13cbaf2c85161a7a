"""Mixins for class-based views and viewsets."""

from django.contrib.auth.mixins import LoginRequiredMixin, UserPassesTestMixin


class StaffRequiredMixin(LoginRequiredMixin, UserPassesTestMixin):
    def test_func(self):
        return self.request.user.is_staff


class OwnedQuerysetMixin:
    """Narrow a queryset to the caller's own rows unless the caller is staff."""

    owner_field = "user"

    def get_queryset(self):
        queryset = super().get_queryset()
        if self.request.user.is_staff:
            return queryset
        return queryset.filter(**{self.owner_field: self.request.user})
