from django.contrib import admin

from inventory.models import Reservation, StockRecord, Warehouse


@admin.register(StockRecord)
class StockRecordAdmin(admin.ModelAdmin):
    list_display = ["product", "warehouse", "on_hand", "reserved"]
    list_filter = ["warehouse", "product__brand"]
    search_fields = ["product__sku", "product__name"]
    autocomplete_fields = ["product"]


@admin.register(Reservation)
class ReservationAdmin(admin.ModelAdmin):
    list_display = ["line", "record", "quantity"]
    raw_id_fields = ["line", "record"]


admin.site.register(Warehouse)
