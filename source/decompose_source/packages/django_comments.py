"""django-contrib-comments."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "django_comments": "",
        "django_comments.abstracts": """
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import models
class BaseCommentAbstractModel(models.Model):
    content_type = models.ForeignKey(
        ContentType, related_name="content_type_set_for_%(class)s", on_delete=models.CASCADE)
    object_pk = models.TextField()
    content_object = GenericForeignKey(ct_field="content_type", fk_field="object_pk")
    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    class Meta:
        abstract = True
class CommentAbstractModel(BaseCommentAbstractModel):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, blank=True, null=True,
                             related_name="%(class)s_comments", on_delete=models.SET_NULL)
    user_name = models.CharField(max_length=50, blank=True)
    user_email = models.EmailField(blank=True)
    user_url = models.URLField(blank=True)
    comment = models.TextField(max_length=3000)
    submit_date = models.DateTimeField(db_index=True)
    ip_address = models.GenericIPAddressField(blank=True, null=True)
    is_public = models.BooleanField(default=True)
    is_removed = models.BooleanField(default=False)
    class Meta:
        abstract = True
""",
        "django_comments.models": """
from django_comments.abstracts import BaseCommentAbstractModel, CommentAbstractModel
from django.conf import settings
from django.db import models
class Comment(CommentAbstractModel):
    class Meta(CommentAbstractModel.Meta):
        db_table = "django_comments"
class CommentFlag(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE)
    flag = models.CharField(max_length=30)
    flag_date = models.DateTimeField()
    class Meta:
        db_table = "django_comment_flags"
""",
        "django_comments.signals": """
from django.dispatch.dispatcher import Signal
comment_will_be_posted = Signal()
comment_was_posted = Signal()
comment_was_flagged = Signal()
""",
    }
)
