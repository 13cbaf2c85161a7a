"""django.contrib: the models and signals of the applications that come with Django."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "django.contrib.auth": """
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
""",
        "django.contrib.auth.signals": """
from django.dispatch.dispatcher import Signal
user_logged_in = Signal()
user_login_failed = Signal()
user_logged_out = Signal()
""",
        "django.contrib.auth.base_user": """
from django.db import models
class BaseUserManager(models.Manager): pass
class AbstractBaseUser(models.Model):
    password = models.CharField(max_length=128)
    last_login = models.DateTimeField(blank=True, null=True)
    class Meta:
        abstract = True
""",
        "django.contrib.auth.models": """
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
class PermissionManager(models.Manager): pass
class Permission(models.Model):
    name = models.CharField(max_length=255)
    content_type = models.ForeignKey("contenttypes.ContentType", models.CASCADE)
    codename = models.CharField(max_length=100)
class GroupManager(models.Manager): pass
class Group(models.Model):
    name = models.CharField(max_length=150, unique=True)
    permissions = models.ManyToManyField(Permission, blank=True)
class UserManager(BaseUserManager): pass
class PermissionsMixin(models.Model):
    is_superuser = models.BooleanField(default=False)
    groups = models.ManyToManyField(
        Group, blank=True, related_name="user_set", related_query_name="user")
    user_permissions = models.ManyToManyField(
        Permission, blank=True, related_name="user_set", related_query_name="user")
    class Meta:
        abstract = True
class AbstractUser(AbstractBaseUser, PermissionsMixin):
    username = models.CharField(max_length=150, unique=True)
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField()
    class Meta:
        abstract = True
class User(AbstractUser):
    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
""",
        "django.contrib.contenttypes": "",
        "django.contrib.contenttypes.models": """
from django.db import models
class ContentTypeManager(models.Manager): pass
class ContentType(models.Model):
    app_label = models.CharField(max_length=100)
    model = models.CharField(max_length=100)
    class Meta:
        db_table = "django_content_type"
""",
        "django.contrib.contenttypes.fields": """
from django.db.models.fields import Field
from django.db.models.fields.related import ForeignObject
class GenericForeignKey: pass
class GenericRelation(ForeignObject): pass
""",
        "django.contrib.sites": "",
        "django.contrib.sites.models": """
from django.db import models
class SiteManager(models.Manager): pass
class Site(models.Model):
    domain = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=50)
    class Meta:
        db_table = "django_site"
""",
        "django.contrib.sessions": "",
        "django.contrib.sessions.base_session": """
from django.db import models
class AbstractBaseSession(models.Model):
    session_key = models.CharField(max_length=40, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    class Meta:
        abstract = True
""",
        "django.contrib.sessions.models": """
from django.contrib.sessions.base_session import AbstractBaseSession
class Session(AbstractBaseSession):
    class Meta(AbstractBaseSession.Meta):
        db_table = "django_session"
""",
        "django.contrib.flatpages": "",
        "django.contrib.flatpages.models": """
from django.contrib.sites.models import Site
from django.db import models
class FlatPage(models.Model):
    url = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    content = models.TextField(blank=True)
    enable_comments = models.BooleanField(default=False)
    template_name = models.CharField(max_length=70, blank=True)
    registration_required = models.BooleanField(default=False)
    sites = models.ManyToManyField(Site)
    class Meta:
        db_table = "django_flatpage"
""",
        "django.contrib.redirects": "",
        "django.contrib.redirects.models": """
from django.contrib.sites.models import Site
from django.db import models
class Redirect(models.Model):
    site = models.ForeignKey(Site, models.CASCADE)
    old_path = models.CharField(max_length=200)
    new_path = models.CharField(max_length=200, blank=True)
    class Meta:
        db_table = "django_redirect"
""",
        "django.contrib.admin": "",
        "django.contrib.admin.models": """
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
class LogEntry(models.Model):
    action_time = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    content_type = models.ForeignKey(ContentType, models.SET_NULL, blank=True, null=True)
    object_id = models.TextField(blank=True, null=True)
    object_repr = models.CharField(max_length=200)
    action_flag = models.PositiveSmallIntegerField()
    change_message = models.TextField(blank=True)
    class Meta:
        db_table = "django_admin_log"
""",
        "django.contrib.gis": "",
        "django.contrib.gis.db": "",
        "django.contrib.gis.db.models": """
from django.db.models import *
from django.contrib.gis.db.models.fields import *
""",
        "django.contrib.gis.db.models.fields": """
from django.db.models.fields import Field
class BaseSpatialField(Field): pass
class GeometryField(BaseSpatialField): pass
class PointField(GeometryField): pass
class LineStringField(GeometryField): pass
class PolygonField(GeometryField): pass
class MultiPointField(GeometryField): pass
class MultiLineStringField(GeometryField): pass
class MultiPolygonField(GeometryField): pass
class GeometryCollectionField(GeometryField): pass
class RasterField(BaseSpatialField): pass
""",
        "django.contrib.postgres": "",
        "django.contrib.postgres.fields": """
from django.db.models.fields import CharField, EmailField, Field, TextField
from django.db.models.fields.json import JSONField
class ArrayField(Field): pass
class HStoreField(Field): pass
class RangeField(Field): pass
class IntegerRangeField(RangeField): pass
class BigIntegerRangeField(RangeField): pass
class DecimalRangeField(RangeField): pass
class DateTimeRangeField(RangeField): pass
class DateRangeField(RangeField): pass
class CICharField(CharField): pass
class CIEmailField(EmailField): pass
class CITextField(TextField): pass
""",
        "django.contrib.postgres.search": """
from django.db.models.fields import Field
class SearchVectorField(Field): pass
""",
    }
)
