from django.urls import path

from backoffice.reporting import views

app_name = "reporting"

urlpatterns = [
    path("", views.DashboardView.as_view(), name="dashboard"),
    path("products/", views.ProductSalesView.as_view(), name="products"),
]
