"""Forms over another app's model."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_model_forms_choices_and_factories() -> None:
    check_found(
        "form",
        """
        orders/forms.py
            from django import forms
            from accounts.models import User
            from catalog.models import Product
            class UserForm(forms.ModelForm):
                class Meta:
                    model = User
                    fields = ["tier"]
            class PickForm(forms.Form):
                product = forms.ModelChoiceField(queryset=Product.objects.all())
            ProductForm = forms.modelform_factory(Product, fields=["name"])
            NamedForm = forms.modelform_factory(model=Product, fields=["name"])
        """,
        "orders/forms.py:6 orders.forms.UserForm -> accounts.User write",
        "orders/forms.py:9 orders.forms.PickForm -> catalog.Product read",
        "orders/forms.py:10 orders.forms -> catalog.Product read",
        "orders/forms.py:11 orders.forms -> catalog.Product read",
    )


def test_choices_that_are_set_later() -> None:
    check_found(
        "form",
        """
        orders/forms.py
            from django import forms
            from catalog.models import Product
            from orders.models import Order
            class PickForm(forms.Form):
                product = forms.ChoiceField()
                def __init__(self, *args, **kwargs):
                    super().__init__(*args, **kwargs)
                    self.fields["product"].queryset = Product.objects.filter(name="x")
                    field = self.fields["order"]
                    field.queryset = Order.objects.all()
                    self.queryset = Product.objects.all()
                    self.rows.order = Product.objects.all()
        """,
        "orders/forms.py:8 orders.forms.PickForm.__init__ -> catalog.Product read",
    )


def test_own_forms_and_plain_choices_are_none() -> None:
    check_clean(
        "form",
        """
        orders/forms.py
            from django import forms
            from catalog.models import Product
            from orders.models import Order
            class OrderForm(forms.ModelForm):
                class Meta:
                    model = Order
                    fields = ["number"]
            class PickForm(forms.Form):
                order = forms.ModelChoiceField(queryset=Order.objects.all())
                kind = forms.ChoiceField(choices=[("product", "Product")])
            class Settings:
                class Meta:
                    model = Product
        """,
    )
