from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.module_loading import import_string
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action, api_view, permission_classes, throttle_classes
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from cart.services import cart_for
from core.flags import flag_enabled
from inventory.services import OutOfStock
from orders.api.filters import OrderFilter, OrderLineFilter
from orders.api.permissions import HasOrderPermission
from orders.api.serializers import (
    CancelSerializer,
    InvoiceSerializer,
    NewOrderSerializer,
    OrderDetailSerializer,
    OrderLineRowSerializer,
    OrderListSerializer,
    OrderNoteSerializer,
    OrderUpdateSerializer,
    RefundSerializer,
    StatusEventSerializer,
    TrackingSerializer,
)
from orders.api.throttling import TrackingThrottle
from orders.models import Order, OrderLine
from orders.selectors import customer_summary, order_stats
from orders.services.cancellation import cancel_order
from orders.services.checkout import EmptyOrder, checkout_cart, place_order
from orders.services.refunds import RefundError, refund_order
from orders.services.workflow import InvalidTransition
from payments.services import PaymentDeclined
from promotions.services import CouponError


class OrderViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet,
):
    queryset = Order.objects.all()
    filterset_class = OrderFilter
    permission_classes = [IsAuthenticated, HasOrderPermission]
    order_permissions = {
        "stats": "view_all_orders",
        "export": "export_orders",
        "refund": "refund_order",
    }
    lookup_value_regex = "[0-9]+"

    def get_queryset(self):
        orders = super().get_queryset().visible_to(self.request.user)
        if self.action == "list":
            return orders.select_related("customer", "shipping_method").prefetch_related("lines")
        if self.action == "retrieve":
            return (
                orders.for_display()
                .select_related("billing_address", "invoice")
                .prefetch_related("payments", "shipments__method__carrier", "coupons")
            )
        return orders

    def get_serializer_class(self):
        return OrderListSerializer if self.action == "list" else OrderDetailSerializer

    def create(self, request):
        """Place an order without a cart; partners' systems do."""
        serializer = NewOrderSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        items = [(line["product"], line["quantity"]) for line in data.pop("lines")]
        order = _placed(place_order, request.user, items, **data)
        return Response(OrderDetailSerializer(order).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request, pk=None):
        order = self.get_object()
        if not order.is_open:
            raise ValidationError({"detail": "The order is on its way already."})
        serializer = OrderUpdateSerializer(order, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(OrderDetailSerializer(order).data)

    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        serializer = CancelSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        try:
            order = cancel_order(
                self.get_object(),
                actor=request.user,
                reason=serializer.validated_data.get("reason", ""),
            )
        except InvalidTransition as error:
            return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
        return Response(OrderDetailSerializer(order).data)

    @action(detail=True, methods=["post"])
    def refund(self, request, pk=None):
        serializer = RefundSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        try:
            refund = refund_order(
                self.get_object(),
                serializer.validated_data["amount"],
                actor=request.user,
                reason=serializer.validated_data.get("reason", ""),
            )
        except RefundError as error:
            raise ValidationError({"detail": str(error)}) from error
        return Response(RefundSerializer(refund).data, status=status.HTTP_201_CREATED)

    @action(detail=True, methods=["get"])
    def history(self, request, pk=None):
        events = self.get_object().events.select_related("actor")
        return Response(StatusEventSerializer(events, many=True).data)

    @action(detail=True, methods=["get"])
    def invoice(self, request, pk=None):
        order = self.get_object()
        if not hasattr(order, "invoice"):
            raise NotFound("There is no invoice yet.")
        return Response(InvoiceSerializer(order.invoice).data)

    @action(detail=True, methods=["get", "post"])
    def notes(self, request, pk=None):
        order = self.get_object()
        if request.method == "POST":
            serializer = OrderNoteSerializer(data=request.data)
            serializer.is_valid(raise_exception=True)
            internal = request.user.is_staff and serializer.validated_data.get("is_internal", True)
            serializer.save(order=order, author=request.user, is_internal=internal)
            return Response(serializer.data, status=status.HTTP_201_CREATED)
        notes = OrderNoteSerializer.visible_to(request.user, order)
        return Response(OrderNoteSerializer(notes, many=True).data)

    @action(detail=False, methods=["get"])
    def stats(self, request):
        orders = self.filter_queryset(self.get_queryset())
        with_brands = flag_enabled("brand-stats", request.user)
        return Response(order_stats(orders, with_brands=with_brands))

    @action(detail=False, methods=["get"])
    def export(self, request):
        """Write the orders in one of the formats of ORDER_EXPORTERS."""
        name = request.query_params.get("as", "csv")
        if name not in settings.ORDER_EXPORTERS:
            raise ValidationError({"as": f"One of {', '.join(sorted(settings.ORDER_EXPORTERS))}."})
        exporter = import_string(settings.ORDER_EXPORTERS[name])
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="orders-{name}.csv"'
        exporter(self.filter_queryset(self.get_queryset()), response)
        return response


class OrderLineViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = OrderLine.objects.select_related("order__customer", "product__brand")
    serializer_class = OrderLineRowSerializer
    filterset_class = OrderLineFilter

    def get_queryset(self):
        lines = super().get_queryset()
        if self.request.user.has_perm("orders.view_all_orders"):
            return lines
        return lines.filter(order__customer=self.request.user)


class OrderSummaryView(APIView):
    """The caller's own orders in five numbers."""

    def get(self, request):
        return Response(customer_summary(request.user))


class CheckoutSerializer(NewOrderSerializer):
    lines = None


class CheckoutView(APIView):
    """Turn the caller's cart into an order."""

    def post(self, request):
        serializer = CheckoutSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        order = _placed(checkout_cart, cart_for(request), **serializer.validated_data)
        return Response(OrderDetailSerializer(order).data, status=status.HTTP_201_CREATED)


@api_view(["GET"])
@permission_classes([AllowAny])
@throttle_classes([TrackingThrottle])
def track(request, number):
    """Where an order is, for whoever knows its number and the customer's email."""
    orders = Order.objects.prefetch_related("events__actor", "shipments__method__carrier")
    order = get_object_or_404(
        orders, number=number, customer__email__iexact=request.query_params.get("email", "")
    )
    return Response(TrackingSerializer(order).data)


def _placed(service, *args, **options):
    """Call a checkout service and turn what it refuses into the API's answers."""
    try:
        return service(*args, **options)
    except EmptyOrder as error:
        raise ValidationError({"lines": "There is nothing to order."}) from error
    except CouponError as error:
        raise ValidationError({"coupon_code": str(error)}) from error
    except OutOfStock as error:
        raise ValidationError({"lines": str(error)}) from error
    except PaymentDeclined as error:
        raise PermissionDenied(str(error)) from error
