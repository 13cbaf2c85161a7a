import io

from django.core.management import CommandError, call_command
from django.test import TestCase

from backoffice.audit.models import AuditEntry
from core.testing import make_order
from payments.services import capture


class AuditTests(TestCase):
    def test_changes_of_orders_and_payments_are_recorded(self):
        order = make_order()
        capture(order.payments.get())
        kinds = {entry.object_type.model for entry in AuditEntry.objects.all()}
        self.assertEqual(kinds, {"order", "payment"})

    def test_entry_finds_its_object(self):
        order = make_order()
        entry = AuditEntry.objects.filter(object_type__model="order").first()
        self.assertEqual(entry.object, order)

    def test_tables_keep_the_old_name(self):
        self.assertEqual(AuditEntry._meta.db_table, "audit_trail_auditentry")

    def test_command(self):
        out = io.StringIO()
        call_command("audit_trail", make_order().number, stdout=out)
        self.assertIn("created", out.getvalue())

    def test_command_with_an_unknown_number(self):
        with self.assertRaises(CommandError):
            call_command("audit_trail", "SO0", stdout=io.StringIO())
