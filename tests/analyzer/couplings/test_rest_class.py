"""Classes of another app on API views."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_options_decorators_and_actions() -> None:
    check_found(
        "rest_class",
        """
        accounts/rules.py
            class IsGold:
                pass
            class Slow:
                pass
        orders/api.py
            from rest_framework import viewsets
            from rest_framework.decorators import action, api_view, throttle_classes
            from accounts import rules
            from accounts.rules import IsGold
            class OrderViewSet(viewsets.ViewSet):
                permission_classes = [IsGold]
                @action(detail=True, permission_classes=[rules.IsGold])
                def cancel(self, request):
                    pass
            @throttle_classes([rules.Slow])
            def track(request):
                pass
        """,
        "orders/api.py:6 orders.api.OrderViewSet -> accounts.rules.IsGold build",
        "orders/api.py:7 orders.api.OrderViewSet.cancel -> accounts.rules.IsGold build",
        "orders/api.py:10 orders.api.track -> accounts.rules.Slow build",
    )


def test_own_classes_and_those_of_packages_are_none() -> None:
    check_clean(
        "rest_class",
        """
        orders/api.py
            from rest_framework import permissions, viewsets
            from rest_framework.decorators import permission_classes
            class IsOwner(permissions.BasePermission):
                pass
            class OrderViewSet(viewsets.ViewSet):
                permission_classes = [permissions.IsAuthenticated, IsOwner]
            @permission_classes([IsOwner])
            def track(request):
                pass
            NAME = "accounts.rules.IsGold"
        """,
    )
