from django.contrib import admin

from payments.models import CouponRedemption, LedgerEntry, Payment


@admin.register(Payment)
class PaymentAdmin(admin.ModelAdmin):
    list_display = ["order", "amount", "currency", "status", "captured_at"]
    list_filter = ["status", "order__status"]
    search_fields = ["order__number", "order__customer__email", "provider_reference"]
    raw_id_fields = ["order", "method"]


@admin.register(CouponRedemption)
class CouponRedemptionAdmin(admin.ModelAdmin):
    list_display = ["coupon", "order", "amount"]
    raw_id_fields = ["order", "coupon"]


@admin.register(LedgerEntry)
class LedgerEntryAdmin(admin.ModelAdmin):
    list_display = ["booked_at", "account", "amount", "order_number"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
