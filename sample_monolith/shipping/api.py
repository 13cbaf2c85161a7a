from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAdminUser
from rest_framework.response import Response

from core.mixins import OwnedQuerysetMixin
from core.permissions import IsStaffOrReadOnly
from shipping.models import Shipment, ShippingMethod
from shipping.services import mark_delivered


class ShippingMethodSerializer(serializers.ModelSerializer):
    carrier = serializers.CharField(source="carrier.name")

    class Meta:
        model = ShippingMethod
        fields = ["code", "name", "carrier", "price", "free_from", "countries"]


class ShippingMethodViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = ShippingMethod.objects.filter(is_active=True).select_related("carrier")
    serializer_class = ShippingMethodSerializer
    permission_classes = [IsStaffOrReadOnly]
    lookup_field = "code"


class ShipmentSerializer(serializers.ModelSerializer):
    order = serializers.CharField(source="order.number", read_only=True)
    city = serializers.CharField(source="address.city", read_only=True)

    class Meta:
        model = Shipment
        fields = ["id", "order", "city", "tracking_number", "shipped_at", "delivered_at"]


class ShipmentViewSet(OwnedQuerysetMixin, viewsets.ReadOnlyModelViewSet):
    queryset = Shipment.objects.select_related("order", "address")
    serializer_class = ShipmentSerializer
    owner_field = "order__customer"

    @action(detail=True, methods=["post"], permission_classes=[IsAdminUser])
    def delivered(self, request, pk=None):
        shipment = mark_delivered(self.get_object())
        return Response(self.get_serializer(shipment).data)
