import django_filters
from django.contrib.auth import get_user_model
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from catalog.models import Category, Product
from catalog.serializers import CategorySerializer, ProductSerializer, ProductSummarySerializer
from core.permissions import IsStaffOrReadOnly


class ProductFilter(django_filters.FilterSet):
    min_price = django_filters.NumberFilter(field_name="price", lookup_expr="gte")
    max_price = django_filters.NumberFilter(field_name="price", lookup_expr="lte")
    on_offer = django_filters.BooleanFilter(
        field_name="promotions", lookup_expr="isnull", exclude=True, distinct=True
    )

    class Meta:
        model = Product
        fields = ["brand__slug", "categories__slug", "kind"]


class CategoryViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Category.objects.all()
    serializer_class = CategorySerializer
    permission_classes = [IsStaffOrReadOnly]


class ProductViewSet(viewsets.ModelViewSet):
    queryset = (
        Product.objects.available()
        .select_related("brand")
        .prefetch_related("categories", "stock_records")
    )
    serializer_class = ProductSerializer
    permission_classes = [IsStaffOrReadOnly]
    filterset_class = ProductFilter

    @action(detail=False, methods=["get"])
    def bestsellers(self, request):
        products = self.get_queryset().with_sales().order_by("-pieces_sold", "id")[:10]
        return Response(ProductSummarySerializer(products, many=True).data)

    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated])
    def watch(self, request, pk=None):
        """Tell me when it is back in stock."""
        product = self.get_object()
        product.watchers.add(get_user_model().objects.get(pk=request.user.pk))
        return Response({"watching": product.sku})

    def perform_destroy(self, product):
        product.soft_delete()
