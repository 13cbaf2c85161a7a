from rest_framework import serializers, viewsets
from rest_framework.permissions import IsAdminUser

from backoffice.reporting.models import DailySales


class DailySalesSerializer(serializers.ModelSerializer):
    class Meta:
        model = DailySales
        fields = ["day", "order_count", "gross", "cancelled_count", "top_product_ids"]


class DailySalesViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = DailySales.objects.all()
    serializer_class = DailySalesSerializer
    permission_classes = [IsAdminUser]
    lookup_field = "day"
