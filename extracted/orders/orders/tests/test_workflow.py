from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.test import TestCase
from django.utils import timezone

from accounts.models import User
from accounts.services import get_deleted_user
from core.testing import make_address, make_coupon, make_order, make_product, make_staff, make_user
from inventory.models import StockMovement, StockRecord
from notifications.models import Notification
from orders.models import Order, OrderNote, note_attachment_path
from orders.services.cancellation import cancel_order
from orders.services.invoices import issue_invoice
from orders.services.refunds import RefundError, refund_order
from orders.services.workflow import InvalidTransition, change_status
from orders.tasks import cancel_unpaid_orders, confirm_order, issue_missing_invoices, review_tier
from payments.services import capture
from promotions.models import Coupon
from shipping.services import mark_delivered, ship_order
from support.models import Ticket


def pay(order):
    capture(order.payments.get())
    order.refresh_from_db()
    return order


class StatusTests(TestCase):
    def test_allowed_step_writes_an_event(self):
        order = make_order()
        event = change_status(order, "paid", note="by hand")
        self.assertEqual((event.from_status, event.to_status), ("pending", "paid"))
        self.assertEqual(Order.objects.get().status, "paid")

    def test_skipping_is_refused(self):
        with self.assertRaises(InvalidTransition):
            change_status(make_order(), "delivered")

    def test_the_end_is_the_end(self):
        order = make_order()
        order.status = "refunded"
        with self.assertRaises(InvalidTransition):
            change_status(order, "paid")

    def test_customer_is_told_after_commit(self):
        order = make_order()
        with self.captureOnCommitCallbacks(execute=True):
            change_status(order, "paid")
        note = Notification.objects.get(user=order.customer)
        self.assertEqual((note.kind, note.target), ("order-paid", order))

    def test_followers_are_told_too(self):
        order, colleague = make_order(), make_staff()
        with self.captureOnCommitCallbacks(execute=True):
            order.followers.add(colleague)
        with self.captureOnCommitCallbacks(execute=True):
            change_status(order, "paid")
        kinds = [note.kind for note in Notification.objects.filter(user=colleague).order_by("id")]
        self.assertEqual(kinds, ["order-followed", "order-moved"])


class PaymentAndShippingTests(TestCase):
    def test_captured_payment_moves_the_order(self):
        self.assertEqual(pay(make_order()).status, "paid")

    def test_shipment_moves_the_order_and_books_stock_out(self):
        product = make_product(stock=5)
        order = pay(make_order(None, (product, 2)))
        with self.captureOnCommitCallbacks(execute=True):
            ship_order(order, "T-1")
        order.refresh_from_db()
        record = StockRecord.objects.get(product=product)
        self.assertEqual(order.status, "shipped")
        self.assertEqual((record.on_hand, record.reserved), (3, 0))
        self.assertEqual(StockMovement.objects.get(order_id=order.pk).delta, -2)

    def test_delivery_moves_the_order(self):
        order = pay(make_order())
        mark_delivered(ship_order(order))
        order.refresh_from_db()
        self.assertEqual(order.status, "delivered")

    def test_address_is_fixed_once_sent(self):
        order = pay(make_order())
        ship_order(order)
        order.refresh_from_db()
        order.shipping_address = make_address(order.customer, city="Wien")
        with self.assertRaises(ValidationError):
            order.save()


class CancellationTests(TestCase):
    def test_stock_comes_back(self):
        product = make_product(stock=5)
        cancel_order(make_order(None, (product, 2)))
        self.assertEqual(StockRecord.objects.get(product=product).reserved, 0)

    def test_money_comes_back(self):
        order = pay(make_order())
        cancelled = cancel_order(order, reason="changed my mind")
        refund = cancelled.refunds.get()
        self.assertEqual((refund.amount, refund.status), (order.total, "done"))

    def test_coupon_can_be_used_again(self):
        make_coupon()
        cancel_order(make_order(None, (make_product(price="40"), 1), coupon_code="SPRING"))
        self.assertEqual(Coupon.objects.get().used_count, 0)

    def test_tickets_about_cancelling_are_closed(self):
        order = make_order()
        ticket = Ticket.objects.create(customer=order.customer, order=order, subject="Cancel?")
        cancel_order(order)
        ticket.refresh_from_db()
        self.assertEqual(ticket.status, "closed")

    def test_shipped_orders_stay(self):
        order = pay(make_order())
        ship_order(order)
        with self.assertRaises(InvalidTransition):
            cancel_order(order)

    def test_customer_gets_a_mail_and_a_notification(self):
        order = make_order()
        with self.captureOnCommitCallbacks(execute=True):
            cancel_order(order)
        self.assertTrue(Notification.objects.filter(kind="order-cancelled").exists())


class RefundTests(TestCase):
    def setUp(self):
        self.staff = make_staff()

    def test_part_of_it(self):
        order = pay(make_order())
        refund_order(order, Decimal("5.00"), actor=self.staff)
        self.assertEqual(order.paid_amount, order.total - 5)

    def test_unpaid_order_is_refused(self):
        with self.assertRaises(RefundError):
            refund_order(make_order(), Decimal(1), actor=self.staff)

    def test_more_than_paid_is_refused(self):
        order = pay(make_order())
        with self.assertRaises(RefundError):
            refund_order(order, order.total + 1, actor=self.staff)

    def test_refunded_payment_cannot_be_deleted(self):
        order = pay(make_order())
        refund = refund_order(order, Decimal(1), actor=self.staff)
        with self.assertRaises(RestrictedError):
            refund.payment.delete()


class InvoiceTests(TestCase):
    def test_number_and_recipient(self):
        order = make_order()
        invoice = issue_invoice(order)
        self.assertEqual(invoice.number, f"INV{order.placed_at:%Y}-{order.pk:07d}")
        self.assertEqual(invoice.recipient[0], "Carla Kundin")

    def test_second_call_gives_the_first_invoice(self):
        order = make_order()
        self.assertEqual(issue_invoice(order), issue_invoice(order))


class TaskTests(TestCase):
    def test_confirmation_writes_the_invoice(self):
        order = make_order()
        confirm_order(order.pk)
        self.assertEqual(order.invoice.order_id, order.pk)

    def test_unpaid_orders_are_cancelled_after_the_window(self):
        old, new = make_order(), make_order()
        Order.objects.filter(pk=old.pk).update(placed_at=timezone.now() - timedelta(hours=49))
        self.assertEqual(cancel_unpaid_orders(), [old.number])
        new.refresh_from_db()
        self.assertEqual(new.status, "pending")

    def test_missing_invoices_of_paid_orders(self):
        order = pay(make_order())
        make_order()
        self.assertEqual(len(issue_missing_invoices()), 1)
        self.assertTrue(Order.objects.get(pk=order.pk).invoice)

    def test_big_spenders_rise(self):
        order = make_order(None, (make_product(price="1200"), 1))
        self.assertTrue(review_tier(order.pk))
        self.assertEqual(User.objects.get(pk=order.customer_id).loyalty_tier, "silver")


class DeletionTests(TestCase):
    def test_colleague_with_open_orders_stays_and_is_told_why(self):
        colleague, order = make_staff(), make_order()
        Order.objects.update(handled_by=colleague)
        with self.assertRaisesMessage(ProtectedError, f"still handles {order.number}"):
            colleague.delete()

    def test_customer_with_old_orders_stays(self):
        order = make_order()
        Order.objects.update(status="delivered")
        with self.assertRaises(ProtectedError):
            order.customer.delete()

    def test_ordered_product_stays(self):
        product = make_product()
        make_order(None, (product, 1))
        StockRecord.objects.update(reserved=0)
        with self.assertRaises(ProtectedError):
            product.delete()

    def test_handler_of_old_orders_becomes_the_deleted_user(self):
        colleague, order = make_staff(), make_order()
        Order.objects.update(handled_by=colleague, status="delivered")
        colleague.delete()
        order.refresh_from_db()
        self.assertEqual(order.handled_by, get_deleted_user())

    def test_promotion_may_go(self):
        make_coupon()
        order = make_order(None, (make_product(price="40"), 1), coupon_code="SPRING")
        order.redemptions.all().delete()
        order.promotion.delete()
        order.refresh_from_db()
        self.assertIsNone(order.promotion)


class ConstraintTests(TestCase):
    def test_a_product_stands_in_one_line(self):
        order = make_order()
        line = order.lines.get()
        line.pk = None
        with self.assertRaises(IntegrityError), transaction.atomic():
            line.save()

    def test_total_is_not_negative(self):
        make_order()
        with self.assertRaises(IntegrityError), transaction.atomic():
            Order.objects.update(total=-1)

    def test_attachment_path(self):
        order = make_order()
        note = OrderNote(order=order, author=make_user("desk"))
        self.assertEqual(note_attachment_path(note, "Scan.PDF"), f"orders/{order.number}/desk.pdf")
