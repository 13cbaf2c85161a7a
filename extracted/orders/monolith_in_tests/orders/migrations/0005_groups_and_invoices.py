"""The roles of the back office, and the recipients of invoices written before 0003."""

ROLES = {
    "Order desk": ["view_all_orders", "view_order", "change_order"],
    "Accounting": ["view_all_orders", "refund_order", "export_orders"],
}

# As post_migrate would write them: Meta.permissions and Django's own.
NAMES = {
    "view_all_orders": "Can see the orders of all customers",
    "refund_order": "Can pay money back",
    "export_orders": "Can export orders",
    "view_order": "Can view order",
    "change_order": "Can change order",
}


def create_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    # post_migrate has not run yet on a new database, so the rows may be missing.
    order_type, _ = ContentType.objects.get_or_create(app_label="orders", model="order")
    for role, codenames in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        for codename in codenames:
            permission, _ = Permission.objects.get_or_create(
                codename=codename,
                content_type=order_type,
                defaults={"name": NAMES[codename]},
            )
            group.permissions.add(permission)


def fill_recipients(apps, schema_editor):
    Invoice = apps.get_model("orders", "Invoice")
    Address = apps.get_model("accounts", "Address")
    for invoice in Invoice.objects.filter(recipient=[]).select_related("order").iterator():
        address = Address.objects.filter(pk=invoice.order.billing_address_id).first()
        if address:
            invoice.recipient = [address.full_name, address.line1, address.city]
            invoice.save(update_fields=["recipient"])
