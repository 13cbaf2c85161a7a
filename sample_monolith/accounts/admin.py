from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group

from accounts.models import Address, CustomerGroup, User
from orders.models import Order

# Roles come from migrations; nobody should click them together.
admin.site.unregister(Group)


class AddressInline(admin.StackedInline):
    model = Address
    extra = 0


class OrderInline(admin.TabularInline):
    """The last orders beside the account; the help desk asked for it."""

    model = Order
    fk_name = "customer"
    fields = ["number", "status", "placed_at", "total"]
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True


@admin.register(User)
class UserAdmin(BaseUserAdmin):
    list_display = ["username", "email", "loyalty_tier", "is_staff"]
    list_filter = [*BaseUserAdmin.list_filter, "loyalty_tier", "customer_groups"]
    inlines = [AddressInline, OrderInline]
    fieldsets = [
        *BaseUserAdmin.fieldsets,
        ("Shop", {"fields": ["phone", "loyalty_tier", "preferred_language", "marketing_opt_in"]}),
    ]


@admin.register(CustomerGroup)
class CustomerGroupAdmin(admin.ModelAdmin):
    list_display = ["name", "discount_percent"]
    filter_horizontal = ["members"]
    prepopulated_fields = {"slug": ["name"]}
