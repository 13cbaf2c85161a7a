from rest_framework import serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticatedOrReadOnly

from catalog.models import Product
from reviews.models import Review
from reviews.services import NotAllowed, write_review


class ReviewSerializer(serializers.ModelSerializer):
    product = serializers.SlugRelatedField(slug_field="sku", queryset=Product.objects.available())
    author = serializers.CharField(source="author.first_name", read_only=True)
    is_verified_purchase = serializers.BooleanField(read_only=True)

    class Meta:
        model = Review
        fields = ["id", "product", "author", "rating", "title", "body", "is_verified_purchase"]

    def create(self, data):
        try:
            return write_review(self.context["request"].user, **data)
        except NotAllowed as error:
            raise ValidationError({"detail": str(error)}) from error


class ReviewViewSet(viewsets.ModelViewSet):
    queryset = Review.objects.filter(is_published=True).select_related("product", "author")
    serializer_class = ReviewSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]
    filterset_fields = ["product__sku", "rating"]
    http_method_names = ["get", "post", "head", "options"]
