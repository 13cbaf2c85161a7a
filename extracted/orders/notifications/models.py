from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from core.fields import UserForeignKey
from core.models import TimeStampedModel
from decompose_service.replicas import LeftOut


class Notification(TimeStampedModel):
    user = UserForeignKey(
        related_name="notifications", db_constraint=False, on_delete=models.DO_NOTHING
    )
    kind = models.SlugField()
    title = models.CharField(max_length=160)
    body = models.TextField(blank=True)
    target_type = models.ForeignKey(
        ContentType,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    target_id = models.PositiveBigIntegerField(null=True, blank=True)
    target = GenericForeignKey("target_type", "target_id")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return self.title


class EmailTemplateManager(models.Manager):
    def get_by_natural_key(self, code, language):
        return self.get(code=code, language=language)


class EmailTemplate(models.Model):
    """The words of our mails; the office edits them, developers only add codes."""

    code = models.SlugField()
    language = models.CharField(max_length=5, default="en")
    subject = models.CharField(max_length=160)
    body = models.TextField()

    objects = EmailTemplateManager()

    class Meta:
        ordering = ["code", "language"]

    def __str__(self):
        return f"{self.code} ({self.language})"

    def natural_key(self):
        return (self.code, self.language)


class Preference(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        related_name="notification_preference",
        db_constraint=False,
    )
    order_mails = models.BooleanField(default=True)
    newsletter = LeftOut("notifications.Preference.newsletter")
