"""django-invitations: a swappable model for invitations."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "invitations": "",
        "invitations.base_invitation": """
from django.conf import settings
from django.db import models
class AbstractBaseInvitation(models.Model):
    accepted = models.BooleanField(default=False)
    key = models.CharField(max_length=64, unique=True)
    sent = models.DateTimeField(null=True)
    inviter = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    class Meta:
        abstract = True
""",
        "invitations.models": """
from django.db import models
from invitations.base_invitation import AbstractBaseInvitation
class Invitation(AbstractBaseInvitation):
    email = models.EmailField(unique=True)
    created = models.DateTimeField()
""",
    }
)
