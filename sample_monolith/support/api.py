from rest_framework import serializers, viewsets

from core.mixins import OwnedQuerysetMixin
from orders.models import Order
from support.models import Ticket


class TicketSerializer(serializers.ModelSerializer):
    order = serializers.SlugRelatedField(
        slug_field="number", queryset=Order.objects.all(), required=False, allow_null=True
    )
    assignee = serializers.CharField(source="assignee.username", default=None, read_only=True)

    class Meta:
        model = Ticket
        fields = ["id", "order", "subject", "status", "assignee", "created_at"]
        read_only_fields = ["status", "created_at"]

    def validate_order(self, order):
        if order and order.customer != self.context["request"].user:
            raise serializers.ValidationError("This is not your order.")
        return order


class TicketViewSet(OwnedQuerysetMixin, viewsets.ModelViewSet):
    queryset = Ticket.objects.select_related("order", "assignee")
    serializer_class = TicketSerializer
    owner_field = "customer"
    http_method_names = ["get", "post", "head", "options"]

    def perform_create(self, serializer):
        serializer.save(customer=self.request.user)
