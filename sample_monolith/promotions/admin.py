from django.contrib import admin

from promotions.models import Coupon, GiftCard, Promotion


class CouponInline(admin.TabularInline):
    model = Coupon
    raw_id_fields = ["assigned_to"]
    extra = 0


@admin.register(Promotion)
class PromotionAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "value", "starts_at", "ends_at", "is_active"]
    list_filter = ["kind", "is_active", "products__brand"]
    search_fields = ["name", "coupons__code"]
    autocomplete_fields = ["products"]
    filter_horizontal = ["customer_groups"]
    inlines = [CouponInline]


@admin.register(GiftCard)
class GiftCardAdmin(admin.ModelAdmin):
    list_display = ["sku", "name", "face_value"]
    exclude = ["attributes"]
