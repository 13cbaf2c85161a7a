from django.urls import path, re_path

from catalog import views

app_name = "catalog"

urlpatterns = [
    path("", views.home, name="home"),
    path("c/<slug:slug>/", views.CategoryView.as_view(), name="category"),
    re_path(r"^p/(?P<slug>[\w-]+)/$", views.product, name="product"),
]
