from django.urls import path

from orders import views

app_name = "orders"

urlpatterns = [
    path("", views.OrderListView.as_view(), name="list"),
    path("checkout/", views.checkout, name="checkout"),
    path("track/", views.track, name="track"),
    path("open-count/", views.open_count, name="open-count"),
    path("<int:pk>/", views.OrderDetailView.as_view(), name="detail"),
    path("<int:pk>/cancel/", views.CancelOrderView.as_view(), name="cancel"),
    path("<int:pk>/invoice/", views.invoice, name="invoice"),
    path("<int:pk>/notes/", views.add_note, name="add-note"),
    path("<int:pk>/reorder/", views.reorder, name="reorder"),
]
