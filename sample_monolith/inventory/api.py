from rest_framework import serializers, viewsets
from rest_framework.permissions import IsAdminUser

from inventory.models import StockRecord


class StockRecordSerializer(serializers.ModelSerializer):
    product_name = serializers.CharField(source="product.name", read_only=True)
    available = serializers.IntegerField(read_only=True)

    class Meta:
        model = StockRecord
        fields = ["id", "warehouse", "product", "product_name", "on_hand", "reserved", "available"]


class StockRecordViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = StockRecord.objects.select_related("product", "warehouse")
    serializer_class = StockRecordSerializer
    permission_classes = [IsAdminUser]
    filterset_fields = ["warehouse__code", "product__sku", "product__brand__slug"]
