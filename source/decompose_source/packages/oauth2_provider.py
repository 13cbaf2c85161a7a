"""django-oauth-toolkit: swappable models for applications, grants and tokens."""

from __future__ import annotations

from decompose_source.packages._package import Package

_USER = """
    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="%(app_label)s_%(class)s",
                             null=True, blank=True, on_delete=models.CASCADE)
"""
_DATES = """
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)
    class Meta:
        abstract = True
"""
_MODELS = f"""
from django.conf import settings
from django.db import models
_APPLICATION = getattr(settings, "OAUTH2_PROVIDER_APPLICATION_MODEL", "oauth2_provider.Application")
_ACCESS = getattr(settings, "OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL", "oauth2_provider.AccessToken")
_ID = getattr(settings, "OAUTH2_PROVIDER_ID_TOKEN_MODEL", "oauth2_provider.IDToken")
_REFRESH = getattr(settings, "OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL", "oauth2_provider.RefreshToken")
class AbstractApplication(models.Model):
    {_USER}
    client_id = models.CharField(max_length=100, unique=True)
    redirect_uris = models.TextField(blank=True)
    post_logout_redirect_uris = models.TextField(blank=True, default="")
    client_type = models.CharField(max_length=32)
    authorization_grant_type = models.CharField(max_length=44)
    client_secret = models.CharField(max_length=255, blank=True)
    hash_client_secret = models.BooleanField(default=True)
    name = models.CharField(max_length=255, blank=True)
    skip_authorization = models.BooleanField(default=False)
    algorithm = models.CharField(max_length=5, default="", blank=True)
    allowed_origins = models.TextField(blank=True, default="")
    {_DATES}
class Application(AbstractApplication):
    class Meta(AbstractApplication.Meta):
        swappable = "OAUTH2_PROVIDER_APPLICATION_MODEL"
class AbstractGrant(models.Model):
    {_USER}
    code = models.CharField(max_length=255, unique=True)
    application = models.ForeignKey(_APPLICATION, on_delete=models.CASCADE)
    expires = models.DateTimeField()
    redirect_uri = models.TextField()
    scope = models.TextField(blank=True)
    code_challenge = models.CharField(max_length=128, blank=True, default="")
    code_challenge_method = models.CharField(max_length=10, blank=True, default="")
    nonce = models.CharField(max_length=255, blank=True, default="")
    claims = models.TextField(blank=True)
    {_DATES}
class AbstractAccessToken(models.Model):
    {_USER}
    source_refresh_token = models.OneToOneField(_REFRESH, on_delete=models.SET_NULL, blank=True,
                                                null=True, related_name="refreshed_access_token")
    token = models.TextField()
    token_checksum = models.CharField(max_length=64, unique=True)
    id_token = models.OneToOneField(_ID, on_delete=models.CASCADE, blank=True, null=True,
                                    related_name="access_token")
    application = models.ForeignKey(_APPLICATION, on_delete=models.CASCADE, blank=True, null=True)
    expires = models.DateTimeField()
    scope = models.TextField(blank=True)
    {_DATES}
class AbstractRefreshToken(models.Model):
    {_USER}
    token = models.CharField(max_length=255)
    application = models.ForeignKey(_APPLICATION, on_delete=models.CASCADE)
    access_token = models.OneToOneField(_ACCESS, on_delete=models.SET_NULL, blank=True, null=True,
                                        related_name="refresh_token")
    token_family = models.UUIDField(null=True, blank=True, editable=False)
    revoked = models.DateTimeField(null=True)
    {_DATES}
class AbstractIDToken(models.Model):
    {_USER}
    jti = models.UUIDField(unique=True)
    application = models.ForeignKey(_APPLICATION, on_delete=models.CASCADE, blank=True, null=True)
    expires = models.DateTimeField()
    scope = models.TextField(blank=True)
    {_DATES}
"""

package = Package(stubs={"oauth2_provider": "", "oauth2_provider.models": _MODELS})
