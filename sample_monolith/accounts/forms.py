from django import forms
from django.contrib.auth.forms import UserCreationForm

from accounts.models import Address, User


class RegistrationForm(UserCreationForm):
    class Meta:
        model = User
        fields = ["username", "email", "first_name", "last_name"]


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name", "phone", "preferred_language", "marketing_opt_in"]


class AddressForm(forms.ModelForm):
    class Meta:
        model = Address
        exclude = ["user"]
