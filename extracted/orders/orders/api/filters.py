import django_filters

from orders.models import Order, OrderLine


class OrderFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=Order.Status.choices)
    customer__email = django_filters.CharFilter(lookup_expr="iexact")
    sku = django_filters.CharFilter(field_name="lines__product__sku", distinct=True)
    brand = django_filters.CharFilter(field_name="lines__product__brand__slug", distinct=True)
    country = django_filters.CharFilter(method="filter_country")
    placed_after = django_filters.IsoDateTimeFilter(field_name="placed_at", lookup_expr="gte")
    placed_before = django_filters.IsoDateTimeFilter(field_name="placed_at", lookup_expr="lt")
    min_total = django_filters.NumberFilter(field_name="total", lookup_expr="gte")
    ordering = django_filters.OrderingFilter(
        fields=[("placed_at", "placed_at"), ("total", "total"), ("customer__email", "customer")]
    )

    class Meta:
        model = Order
        fields = ["status", "customer", "shipping_method__carrier__code", "promotion__slug"]

    def filter_country(self, orders, name, country):
        return orders.to_country(country.upper())


class OrderLineFilter(django_filters.FilterSet):
    class Meta:
        model = OrderLine
        fields = {
            "order": ["exact"],
            "sku": ["exact", "startswith"],
            "product__brand__slug": ["exact"],
            "quantity": ["gte"],
        }
