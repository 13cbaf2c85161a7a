from django import forms

from orders.models import Order
from support.models import Ticket, TicketMessage


class TicketForm(forms.ModelForm):
    order = forms.ModelChoiceField(queryset=Order.objects.none(), required=False)
    body = forms.CharField(widget=forms.Textarea)

    class Meta:
        model = Ticket
        fields = ["order", "subject"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["order"].queryset = Order.objects.filter(customer=user)


class MessageForm(forms.ModelForm):
    class Meta:
        model = TicketMessage
        fields = ["body", "attachment"]
