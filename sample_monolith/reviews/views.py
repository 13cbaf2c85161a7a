from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from catalog.models import Product
from reviews.models import Review
from reviews.services import NotAllowed, write_review


class ReviewForm(forms.ModelForm):
    class Meta:
        model = Review
        fields = ["rating", "title", "body"]


@login_required
def new_review(request, sku):
    product = get_object_or_404(Product.objects.available(), sku=sku)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_review(request.user, product, **form.cleaned_data)
        except NotAllowed as error:
            messages.error(request, str(error))
        return redirect(product)
    return render(request, "reviews/review_form.html", {"form": form, "product": product})
