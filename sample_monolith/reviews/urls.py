from django.urls import path

from reviews import views

app_name = "reviews"

urlpatterns = [path("<slug:sku>/new/", views.new_review, name="new")]
