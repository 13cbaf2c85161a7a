"""Serializers that reach another app."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_nested_source_queryset_and_model() -> None:
    check_found(
        "serializer",
        """
        catalog/api.py
            from rest_framework import serializers
            from catalog.models import Product
            class ProductSerializer(serializers.ModelSerializer):
                class Meta:
                    model = Product
                    fields = ["name"]
        orders/api.py
            from rest_framework import serializers
            from accounts.models import User
            from catalog.api import ProductSerializer
            from catalog.models import Product
            from orders.models import Order, OrderLine
            class LineSerializer(serializers.ModelSerializer):
                product = ProductSerializer()
                email = serializers.CharField(source="order.customer.email")
                other = serializers.PrimaryKeyRelatedField(queryset=Product.objects.all())
                class Meta:
                    model = OrderLine
                    fields = ["product", "email"]
            class UserSerializer(serializers.ModelSerializer):
                class Meta:
                    model = User
                    fields = ["tier"]
            class DeepSerializer(serializers.ModelSerializer):
                class Meta:
                    model = Order
                    depth = 1
                    fields = "__all__"
        """,
        "orders/api.py:7 orders.api.LineSerializer -> catalog.api.ProductSerializer read",
        "orders/api.py:8 orders.api.LineSerializer -> accounts.User read",
        "orders/api.py:9 orders.api.LineSerializer -> catalog.Product read",
        "orders/api.py:14 orders.api.UserSerializer -> accounts.User read",
        "orders/api.py:20 orders.api.DeepSerializer -> accounts.User read",
        "orders/api.py:20 orders.api.DeepSerializer -> catalog.Product read",
    )


def test_own_serializers_and_columns_are_none() -> None:
    check_clean(
        "serializer",
        """
        orders/api.py
            from rest_framework import serializers
            from orders.models import Order, OrderLine
            class OrderSerializer(serializers.ModelSerializer):
                title = serializers.CharField(source="number")
                customer = serializers.IntegerField(source="customer_id")
                class Meta:
                    model = Order
                    depth = 0
                    fields = ["title"]
            class LineSerializer(serializers.ModelSerializer):
                order = OrderSerializer()
                number = serializers.CharField(source="order.number")
                class Meta:
                    model = OrderLine
                    fields = ["order"]
            class Plain:
                email = dict(source="customer.email")
        """,
    )
