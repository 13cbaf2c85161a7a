from django.shortcuts import get_object_or_404
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from cart.models import Cart, CartItem
from cart.services import cart_for, set_quantity
from catalog.models import Product
from catalog.serializers import ProductSummarySerializer


class CartItemSerializer(serializers.ModelSerializer):
    product = ProductSummarySerializer()
    total = serializers.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        model = CartItem
        fields = ["product", "quantity", "total"]


class CartSerializer(serializers.ModelSerializer):
    items = CartItemSerializer(many=True)
    coupon = serializers.CharField(source="coupon.code", default=None)
    total = serializers.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        model = Cart
        fields = ["id", "items", "coupon", "total"]


class QuantitySerializer(serializers.Serializer):
    quantity = serializers.IntegerField(min_value=0, max_value=999)


class CartView(APIView):
    def get(self, request):
        return Response(CartSerializer(cart_for(request)).data)

    def delete(self, request):
        cart_for(request).items.all().delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class CartItemView(APIView):
    def put(self, request, sku):
        serializer = QuantitySerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        product = get_object_or_404(Product.objects.available(), sku=sku)
        cart = cart_for(request)
        set_quantity(cart, product, serializer.validated_data["quantity"])
        return Response(CartSerializer(cart).data)
