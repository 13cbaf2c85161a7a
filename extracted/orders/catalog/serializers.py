from rest_framework import serializers

from catalog.models import Product


class ProductSummarySerializer(serializers.ModelSerializer):
    brand = serializers.CharField(source="brand.name")

    class Meta:
        model = Product
        fields = ["id", "sku", "name", "brand", "price"]
