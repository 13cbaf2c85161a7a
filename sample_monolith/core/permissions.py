from rest_framework.permissions import SAFE_METHODS, BasePermission


class IsStaffOrReadOnly(BasePermission):
    def has_permission(self, request, view):
        return request.method in SAFE_METHODS or bool(request.user and request.user.is_staff)


class IsOwnerOrStaff(BasePermission):
    """The view names the attribute that holds the owner; staff may see everything."""

    def has_object_permission(self, request, view, obj):
        owner_id = getattr(obj, f"{getattr(view, 'owner_field', 'user')}_id")
        return request.user.is_staff or owner_id == request.user.pk
