from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend


class EmailBackend(ModelBackend):
    """Log in with the email address instead of the user name."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or "@" not in username:
            return None
        User = get_user_model()
        user = User.objects.filter(email__iexact=username).first()
        if user is None:
            User().set_password(password)  # as slow as a wrong password
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None
