from django.contrib import admin

from reviews.models import Review


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    list_display = ["product", "author", "rating", "is_published"]
    list_filter = ["rating", "is_published", "product__brand"]
    search_fields = ["title", "author__email", "order_line__order__number"]
    raw_id_fields = ["product", "author", "order_line"]
