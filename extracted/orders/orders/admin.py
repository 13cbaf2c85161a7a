from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from orders.models import Invoice, Order, OrderLine, OrderNote, OrderStatusEvent, Refund
from orders.services.invoices import issue_invoice
from orders.services.workflow import InvalidTransition, change_status
from payments.models import Payment


class OrderLineInline(admin.TabularInline):
    model = OrderLine
    autocomplete_fields = ["product"]
    extra = 0


class PaymentInline(admin.TabularInline):
    model = Payment
    fields = ["amount", "currency", "status", "captured_at"]
    readonly_fields = fields
    extra = 0
    can_delete = False


class StatusEventInline(admin.TabularInline):
    model = OrderStatusEvent
    readonly_fields = ["from_status", "to_status", "actor", "note", "happened_at"]
    extra = 0


class OrderNoteInline(admin.StackedInline):
    model = OrderNote
    raw_id_fields = ["author"]
    extra = 0


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ["number", "customer_email", "status", "placed_at", "total"]
    list_filter = ["status", "shipping_method__carrier", "customer__loyalty_tier", "placed_at"]
    list_select_related = ["customer"]
    search_fields = ["number", "customer__email", "customer__last_name", "lines__product__sku"]
    raw_id_fields = ["shipping_address", "billing_address"]
    autocomplete_fields = ["customer", "promotion", "handled_by", "followers"]
    readonly_fields = ["number", "subtotal", "discount_total", "tax_total", "total"]
    date_hierarchy = "placed_at"
    inlines = [OrderLineInline, PaymentInline, StatusEventInline, OrderNoteInline]
    actions = ["mark_packed", "write_invoices"]

    @admin.display(description=_("Customer"), ordering="customer__email")
    def customer_email(self, order):
        return order.customer.email

    @admin.action(description=_("Mark as packed"))
    def mark_packed(self, request, queryset):
        for order in queryset:
            try:
                change_status(order, Order.Status.PACKED, actor=request.user)
            except InvalidTransition as error:
                self.message_user(request, f"{order.number}: {error}", level="error")

    @admin.action(description=_("Write invoices"))
    def write_invoices(self, request, queryset):
        for order in queryset:
            issue_invoice(order)


@admin.register(Invoice)
class InvoiceAdmin(admin.ModelAdmin):
    list_display = ["number", "order", "issued_at"]
    search_fields = ["number", "order__number", "order__customer__email"]
    raw_id_fields = ["order"]


@admin.register(Refund)
class RefundAdmin(admin.ModelAdmin):
    list_display = ["order", "amount", "status", "requested_by", "created_at"]
    list_filter = ["status", "payment__status"]
    raw_id_fields = ["order", "payment", "requested_by"]
