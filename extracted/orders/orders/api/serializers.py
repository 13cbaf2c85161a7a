from django.db.models import Q
from rest_framework import serializers

from accounts.models import Address
from accounts.serializers import AddressSerializer, PublicUserSerializer
from catalog.models import Product
from catalog.serializers import ProductSummarySerializer
from orders.models import Invoice, Order, OrderLine, OrderNote, OrderStatusEvent, Refund
from shipping.models import ShippingMethod


class OrderLineSerializer(serializers.ModelSerializer):
    product = ProductSummarySerializer(read_only=True)
    total = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True)

    class Meta:
        model = OrderLine
        fields = ["id", "product", "sku", "name", "quantity", "unit_price", "total"]


class OrderLineRowSerializer(serializers.ModelSerializer):
    """A line on its own, for the warehouse's lists."""

    order = serializers.CharField(source="order.number")
    brand = serializers.CharField(source="product.brand.name")
    customer = serializers.EmailField(source="order.customer.email")

    class Meta:
        model = OrderLine
        fields = ["id", "order", "customer", "sku", "name", "brand", "quantity", "unit_price"]


class OrderListSerializer(serializers.ModelSerializer):
    customer = serializers.EmailField(source="customer.email")
    shipping_method = serializers.CharField(source="shipping_method.name")
    item_count = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields = [
            "id",
            "number",
            "status",
            "customer",
            "placed_at",
            "shipping_method",
            "item_count",
            "currency",
            "total",
        ]

    def get_item_count(self, order):
        return sum(line.quantity for line in order.lines.all())


class PaymentSummarySerializer(serializers.Serializer):
    id = serializers.UUIDField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    status = serializers.CharField()
    captured_at = serializers.DateTimeField()


class ShipmentSummarySerializer(serializers.Serializer):
    carrier = serializers.CharField(source="method.carrier.name")
    tracking_number = serializers.CharField()
    tracking_link = serializers.CharField()
    shipped_at = serializers.DateTimeField()
    delivered_at = serializers.DateTimeField()


class OrderDetailSerializer(serializers.ModelSerializer):
    customer = PublicUserSerializer(read_only=True)
    shipping_address = AddressSerializer(read_only=True)
    billing_address = AddressSerializer(read_only=True)
    shipping_method = serializers.SlugRelatedField(slug_field="code", read_only=True)
    promotion = serializers.CharField(source="promotion.name", default=None)
    coupons = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)
    lines = OrderLineSerializer(many=True, read_only=True)
    payments = PaymentSummarySerializer(many=True, read_only=True)
    shipments = ShipmentSummarySerializer(many=True, read_only=True)
    invoice = serializers.CharField(source="invoice.number", default=None)
    is_cancellable = serializers.BooleanField(read_only=True)

    class Meta:
        model = Order
        fields = [
            "id",
            "number",
            "status",
            "customer",
            "placed_at",
            "shipping_address",
            "billing_address",
            "shipping_method",
            "promotion",
            "coupons",
            "lines",
            "payments",
            "shipments",
            "invoice",
            "currency",
            "subtotal",
            "discount_total",
            "shipping_total",
            "tax_total",
            "total",
            "customer_note",
            "is_cancellable",
        ]


class NewLineSerializer(serializers.Serializer):
    product = serializers.SlugRelatedField(slug_field="sku", queryset=Product.objects.available())
    quantity = serializers.IntegerField(min_value=1, max_value=999)


class NewOrderSerializer(serializers.Serializer):
    lines = NewLineSerializer(many=True, allow_empty=False)
    shipping_address = serializers.PrimaryKeyRelatedField(queryset=Address.objects.all())
    billing_address = serializers.PrimaryKeyRelatedField(
        queryset=Address.objects.all(), required=False
    )
    shipping_method = serializers.SlugRelatedField(
        slug_field="code", queryset=ShippingMethod.objects.filter(is_active=True)
    )
    coupon_code = serializers.CharField(required=False, allow_blank=True, max_length=32)
    customer_note = serializers.CharField(required=False, allow_blank=True, max_length=300)
    client_reference = serializers.CharField(required=False, max_length=64)

    def validate_lines(self, lines):
        products = [line["product"] for line in lines]
        if len({product.pk for product in products}) != len(products):
            raise serializers.ValidationError("A product may stand in one line only.")
        return lines

    def validate(self, data):
        user = self.context["request"].user
        for field in ("shipping_address", "billing_address"):
            address = data.get(field)
            if address and address.user_id != user.pk:
                raise serializers.ValidationError({field: "This is not your address."})
        return data


class OrderUpdateSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        fields = ["customer_note"]


class CancelSerializer(serializers.Serializer):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)


class RefundSerializer(serializers.ModelSerializer):
    requested_by = serializers.CharField(source="requested_by.username", read_only=True)

    class Meta:
        model = Refund
        fields = ["id", "amount", "reason", "status", "requested_by", "created_at"]
        read_only_fields = ["status", "created_at"]


class StatusEventSerializer(serializers.ModelSerializer):
    actor = serializers.CharField(source="actor.username", default=None)

    class Meta:
        model = OrderStatusEvent
        fields = ["from_status", "to_status", "actor", "note", "happened_at"]


class OrderNoteSerializer(serializers.ModelSerializer):
    author = serializers.CharField(source="author.get_full_name", read_only=True)

    class Meta:
        model = OrderNote
        fields = ["id", "author", "body", "is_internal", "attachment", "created_at"]
        read_only_fields = ["created_at"]

    @staticmethod
    def visible_to(user, order):
        shown = Q() if user.is_staff else Q(is_internal=False)
        return order.notes.filter(shown).select_related("author")


class InvoiceSerializer(serializers.ModelSerializer):
    order = serializers.CharField(source="order.number")
    total = serializers.DecimalField(source="order.total", max_digits=12, decimal_places=2)

    class Meta:
        model = Invoice
        fields = ["number", "order", "issued_at", "recipient", "total"]


class TrackingSerializer(serializers.ModelSerializer):
    events = StatusEventSerializer(many=True)
    shipments = ShipmentSummarySerializer(many=True)

    class Meta:
        model = Order
        fields = ["number", "status", "placed_at", "events", "shipments"]
