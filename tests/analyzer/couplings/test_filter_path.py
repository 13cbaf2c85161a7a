"""Filters of an API that reach into another app."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_filter_sets_and_views() -> None:
    check_found(
        "filter_path",
        """
        orders/api.py
            import django_filters
            from rest_framework import viewsets
            from orders.models import Order
            class OrderFilter(django_filters.FilterSet):
                email = django_filters.CharFilter(field_name="customer__email")
                customer__tier = django_filters.CharFilter()
                class Meta:
                    model = Order
                    fields = {"customer__email": ["exact"], "number": ["exact"]}
            class OrderViewSet(viewsets.ModelViewSet):
                queryset = Order.objects.all()
                search_fields = ["=customer__email", "number"]
                ordering_fields = ["-customer__tier"]
        """,
        "orders/api.py:5 orders.api.OrderFilter -> accounts.User read",
        "orders/api.py:6 orders.api.OrderFilter -> accounts.User read",
        "orders/api.py:9 orders.api.OrderFilter.Meta -> accounts.User read",
        "orders/api.py:12 orders.api.OrderViewSet -> accounts.User read",
        "orders/api.py:13 orders.api.OrderViewSet -> accounts.User read",
    )


def test_own_columns_and_keys_are_none() -> None:
    check_clean(
        "filter_path",
        """
        orders/api.py
            import django_filters
            from rest_framework import viewsets
            from orders.models import Order, OrderLine
            class LineFilter(django_filters.FilterSet):
                number = django_filters.CharFilter(field_name="order__number")
                product = django_filters.NumberFilter()
                class Meta:
                    model = OrderLine
                    fields = ["quantity", "product"]
            class OrderViewSet(viewsets.ModelViewSet):
                queryset = Order.objects.all()
                search_fields = ["number"]
            class Box:
                search_fields = ["customer__email"]
        """,
    )
