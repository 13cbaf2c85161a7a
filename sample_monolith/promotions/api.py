from rest_framework import serializers, viewsets
from rest_framework.response import Response
from rest_framework.views import APIView

from core.permissions import IsStaffOrReadOnly
from promotions.models import Promotion
from promotions.services import CouponError, find_coupon


class PromotionSerializer(serializers.ModelSerializer):
    products = serializers.SlugRelatedField(slug_field="sku", many=True, read_only=True)

    class Meta:
        model = Promotion
        fields = ["id", "name", "slug", "kind", "value", "starts_at", "ends_at", "products"]


class PromotionViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Promotion.objects.filter(is_active=True).prefetch_related("products")
    serializer_class = PromotionSerializer
    permission_classes = [IsStaffOrReadOnly]


class CouponCheckView(APIView):
    """Would this coupon work for a cart of this size?"""

    def get(self, request, code):
        subtotal = serializers.DecimalField(12, 2).to_internal_value(
            request.query_params.get("subtotal", "0")
        )
        try:
            coupon = find_coupon(code, request.user, subtotal)
        except CouponError as error:
            return Response({"valid": False, "detail": str(error)})
        return Response({"valid": True, "promotion": coupon.promotion.name})
