from django.core.cache import cache
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.views.generic import ListView

from catalog.models import Category, Product
from inventory.services import available_pieces


def home(request):
    offers = cache.get("catalog:offers")
    if offers is None:
        offers = list(Product.objects.available().filter(promotions__is_active=True).distinct()[:8])
        cache.set("catalog:offers", offers, 300)
    menu = cache.get_or_set(
        "catalog:menu", lambda: list(Category.objects.filter(parent__isnull=True)), 300
    )
    return render(request, "catalog/home.html", {"offers": offers, "menu": menu})


class CategoryView(ListView):
    template_name = "catalog/category.html"
    context_object_name = "products"
    paginate_by = 24

    def get_queryset(self):
        self.category = get_object_or_404(Category, slug=self.kwargs["slug"])
        return Product.objects.available().filter(categories=self.category).select_related("brand")

    def get_context_data(self, **kwargs):
        return super().get_context_data(category=self.category, **kwargs)


def product(request, slug):
    from reviews.models import Review

    reviews = Review.objects.filter(is_published=True).select_related("author")
    products = Product.objects.select_related("brand").prefetch_related(
        Prefetch("reviews", queryset=reviews, to_attr="shown_reviews")
    )
    item = get_object_or_404(products, slug=slug, is_active=True)
    return render(
        request, "catalog/product.html", {"product": item, "available": available_pieces(item)}
    )
