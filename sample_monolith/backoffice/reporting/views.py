from django.conf import settings
from django.core.cache import cache
from django.views.generic import ListView, TemplateView

from backoffice.reporting.models import DailySales, ProductSales
from core.mixins import StaffRequiredMixin
from orders.models import Order
from orders.selectors import order_stats


class DashboardView(StaffRequiredMixin, TemplateView):
    template_name = "reporting/dashboard.html"

    def get_context_data(self, **kwargs):
        stats = cache.get_or_set(
            "reporting:dashboard",
            lambda: order_stats(Order.objects.using(settings.REPORTING_DATABASE)),
            settings.ORDER_STATS_CACHE_SECONDS,
        )
        open_count = cache.get_or_set("orders:open-count", Order.objects.open().count, 60)
        return super().get_context_data(
            stats=stats, open_count=open_count, days=DailySales.objects.all()[:14], **kwargs
        )


class ProductSalesView(StaffRequiredMixin, ListView):
    template_name = "reporting/products.html"
    queryset = ProductSales.objects.select_related("product__brand")
    paginate_by = 50
