from django.contrib import admin

from catalog.models import Brand, Category, Product, ProductImage
from inventory.models import StockRecord


class ImageInline(admin.TabularInline):
    model = ProductImage
    extra = 0


class StockInline(admin.TabularInline):
    model = StockRecord
    readonly_fields = ["reserved"]
    extra = 0


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ["sku", "name", "brand", "price", "is_active"]
    list_filter = ["is_active", "kind", "brand", "promotions"]
    search_fields = ["sku", "name", "brand__name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [ImageInline, StockInline]


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["name", "parent", "position"]
    prepopulated_fields = {"slug": ["name"]}


admin.site.register(Brand)
