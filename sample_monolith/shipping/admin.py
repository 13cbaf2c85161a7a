from django.contrib import admin

from shipping.models import Carrier, Shipment, ShippingMethod


class MethodInline(admin.TabularInline):
    model = ShippingMethod
    extra = 0


@admin.register(Carrier)
class CarrierAdmin(admin.ModelAdmin):
    list_display = ["code", "name"]
    inlines = [MethodInline]


@admin.register(Shipment)
class ShipmentAdmin(admin.ModelAdmin):
    list_display = ["order", "method", "tracking_number", "shipped_at", "delivered_at"]
    search_fields = ["tracking_number", "order__number"]
    raw_id_fields = ["order", "address"]
