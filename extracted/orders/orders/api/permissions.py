from rest_framework.permissions import BasePermission


class HasOrderPermission(BasePermission):
    """Ask for the permission that the view names for its action in `order_permissions`."""

    def has_permission(self, request, view):
        codename = view.order_permissions.get(view.action)
        return codename is None or request.user.has_perm(f"orders.{codename}")
