from rest_framework import serializers

from catalog.models import Category, Product


class ProductSummarySerializer(serializers.ModelSerializer):
    brand = serializers.CharField(source="brand.name")

    class Meta:
        model = Product
        fields = ["id", "sku", "name", "brand", "price"]


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = ["id", "name", "slug", "parent", "position"]


class ProductSerializer(serializers.ModelSerializer):
    brand = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    categories = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    available = serializers.SerializerMethodField()

    class Meta:
        model = Product
        fields = [
            "id",
            "sku",
            "name",
            "slug",
            "kind",
            "description",
            "brand",
            "categories",
            "price",
            "weight_grams",
            "attributes",
            "available",
        ]

    def get_available(self, product):
        return sum(record.available for record in product.stock_records.all())
