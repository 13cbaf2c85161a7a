from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.cache import cache
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView, ListView

from cart.services import add_to_cart, cart_for
from inventory.services import OutOfStock
from orders.forms import CancelForm, CheckoutForm, NoteForm, TrackForm
from orders.models import Order
from orders.selectors import customer_summary
from orders.services.cancellation import cancel_order
from orders.services.checkout import EmptyOrder, checkout_cart
from orders.services.workflow import InvalidTransition
from payments.services import PaymentDeclined
from promotions.services import CouponError


class VisibleOrdersMixin(LoginRequiredMixin):
    def get_queryset(self):
        return Order.objects.visible_to(self.request.user).for_display()


class OrderListView(VisibleOrdersMixin, ListView):
    template_name = "orders/order_list.html"
    context_object_name = "orders"
    paginate_by = 20

    def get_queryset(self):
        orders = super().get_queryset()
        status = self.request.GET.get("status")
        return orders.filter(status=status) if status in Order.Status.values else orders

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            statuses=Order.Status.choices,
            summary=customer_summary(self.request.user),
            **kwargs,
        )


class OrderDetailView(VisibleOrdersMixin, DetailView):
    template_name = "orders/order_detail.html"
    context_object_name = "order"

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .with_open_tickets()
            .prefetch_related("events__actor", "payments", "shipments__method__carrier", "coupons")
        )

    def get_context_data(self, **kwargs):
        notes = self.object.notes.select_related("author")
        if not self.request.user.is_staff:
            notes = notes.filter(is_internal=False)
        return super().get_context_data(notes=notes, note_form=NoteForm(), **kwargs)


class CancelOrderView(VisibleOrdersMixin, FormView):
    form_class = CancelForm
    template_name = "orders/order_cancel.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.order = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(order=self.order, **kwargs)

    def form_valid(self, form):
        try:
            cancel_order(self.order, actor=self.request.user, reason=form.cleaned_data["reason"])
        except InvalidTransition as error:
            messages.error(self.request, str(error))
        else:
            messages.success(
                self.request, _("Order %(number)s is cancelled.") % {"number": self.order.number}
            )
        return redirect(self.order)


@login_required
def invoice(request, pk):
    """The printable invoice; the task writes it soon after the order is placed."""
    order = get_object_or_404(Order.objects.visible_to(request.user).for_display(), pk=pk)
    if not hasattr(order, "invoice"):
        messages.info(request, _("The invoice is not written yet."))
        return redirect("orders:detail", pk=order.pk)
    return render(
        request,
        "orders/invoice.html",
        {"order": order, "invoice": order.invoice, "vat_rate": settings.SHOP_VAT_RATE},
    )


@login_required
@require_POST
def add_note(request, pk):
    order = get_object_or_404(Order.objects.visible_to(request.user), pk=pk)
    form = NoteForm(request.POST, request.FILES)
    if form.is_valid():
        note = form.save(commit=False)
        note.order = order
        note.author = request.user
        note.is_internal = request.user.is_staff
        note.save()
        messages.success(request, _("Your note is saved."))
    else:
        messages.error(request, _("A note needs a text."))
    return redirect(order)


@login_required
@require_POST
def reorder(request, pk):
    """Put everything from an old order into the cart again."""
    order = get_object_or_404(Order.objects.visible_to(request.user), pk=pk)
    cart = cart_for(request)
    for line in order.lines.select_related("product"):
        if line.product.is_active:
            add_to_cart(cart, line.product, line.quantity)
    messages.success(request, _("The articles are in your cart."))
    return redirect("cart:detail")


def track(request):
    """Where is my parcel? For guests who have number and email."""
    form = TrackForm(request.GET or None)
    order = None
    if form.is_valid():
        order = (
            Order.objects.filter(
                number=form.cleaned_data["number"],
                customer__email__iexact=form.cleaned_data["email"],
            )
            .prefetch_related("events", "shipments__method__carrier")
            .first()
        )
    return render(request, "orders/track.html", {"form": form, "order": order})


@login_required
def checkout(request):
    cart = cart_for(request)
    form = CheckoutForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            order = checkout_cart(cart, **form.cleaned_data)
        except EmptyOrder:
            messages.error(request, _("Your cart is empty."))
            return redirect("cart:detail")
        except (OutOfStock, CouponError, PaymentDeclined) as error:
            messages.error(request, str(error))
            return redirect("cart:detail")
        messages.success(request, _("Thank you! Your order is placed."))
        return redirect(order)
    return render(request, "orders/checkout.html", {"form": form, "cart": cart})


@login_required
def open_count(request):
    """The little number in the header, asked by the page's script every minute."""
    key = f"orders:customer:{request.user.pk}:open"
    count = cache.get_or_set(
        key, request.user.orders.open().count, settings.ORDER_STATS_CACHE_SECONDS
    )
    return render(request, "orders/_open_count.html", {"count": count})
