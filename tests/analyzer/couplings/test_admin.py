"""Admin classes that reach another app."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_registrations_inlines_and_paths() -> None:
    check_found(
        "admin",
        """
        catalog/admin.py
            from django.contrib import admin
            from catalog.models import Brand
            class BrandInline(admin.TabularInline):
                model = Brand
        orders/admin.py
            from django.contrib import admin
            from accounts.models import Address, User
            from catalog.admin import BrandInline
            from orders.models import Order
            class AddressInline(admin.StackedInline):
                model = Address
            @admin.register(Order)
            class OrderAdmin(admin.ModelAdmin):
                list_filter = ["customer__tier", "number"]
                search_fields = ("=customer__email",)
                autocomplete_fields = ["customer"]
                inlines = [AddressInline, BrandInline]
            admin.site.unregister(User)
        """,
        "orders/admin.py:5 orders.admin.AddressInline -> accounts.Address write",
        "orders/admin.py:9 orders.admin.OrderAdmin -> accounts.User read",
        "orders/admin.py:10 orders.admin.OrderAdmin -> accounts.User read",
        "orders/admin.py:11 orders.admin.OrderAdmin -> accounts.User read",
        "orders/admin.py:12 orders.admin.OrderAdmin -> catalog.admin.BrandInline build",
        "orders/admin.py:13 orders.admin -> accounts.User build",
    )


def test_own_models_and_columns_are_none() -> None:
    check_clean(
        "admin",
        """
        orders/admin.py
            from django.contrib import admin
            from orders.models import Order, OrderLine
            class LineInline(admin.TabularInline):
                model = OrderLine
            @admin.register(Order)
            class OrderAdmin(admin.ModelAdmin):
                list_display = ["number", "customer_id"]
                list_filter = ["number"]
                inlines = [LineInline]
            class Shelf:
                list_filter = ["customer__tier"]
            registry = {}
            registry.setdefault("customer__email", Order)
        """,
    )
