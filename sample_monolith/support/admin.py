from django.contrib import admin

from support.models import SupportAgent, Ticket, TicketMessage


class MessageInline(admin.StackedInline):
    model = TicketMessage
    raw_id_fields = ["author"]
    extra = 0


@admin.register(Ticket)
class TicketAdmin(admin.ModelAdmin):
    list_display = ["subject", "customer", "order", "assignee", "status"]
    list_filter = ["status", "assignee", "order__status"]
    search_fields = ["subject", "customer__email", "order__number"]
    autocomplete_fields = ["customer", "order"]
    inlines = [MessageInline]

    def get_readonly_fields(self, request, obj=None):
        return [] if request.user.has_perm("support.assign_ticket") else ["assignee"]


@admin.register(SupportAgent)
class SupportAgentAdmin(admin.ModelAdmin):
    list_display = ["username", "open_ticket_count"]
    fields = ["first_name", "last_name", "email"]
