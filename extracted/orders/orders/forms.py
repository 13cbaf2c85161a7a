from django import forms
from django.utils.translation import gettext_lazy as _

from orders.models import OrderNote
from shipping.models import ShippingMethod


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you want to cancel?"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    confirm = forms.BooleanField(label=_("Yes, cancel my order"))

    class Media:
        js = ["orders/cancel.js"]


class TrackForm(forms.Form):
    number = forms.CharField(label=_("Order number"), max_length=20)
    email = forms.EmailField(label=_("Email"))


class NoteForm(forms.ModelForm):
    class Meta:
        model = OrderNote
        fields = ["body", "attachment"]


class CheckoutForm(forms.Form):
    shipping_address = forms.ModelChoiceField(queryset=None, label=_("Deliver to"))
    shipping_method = forms.ModelChoiceField(
        queryset=ShippingMethod.objects.filter(is_active=True), label=_("Shipping")
    )
    customer_note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shipping_address"].queryset = user.addresses.all()
        self.fields["shipping_address"].initial = user.default_shipping_address
