from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import UserForeignKey
from core.models import TimeStampedModel
from decompose_service.replicas import LeftOut


class Ticket(TimeStampedModel):
    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        WAITING = "waiting", _("Waiting for the customer")
        CLOSED = "closed", _("Closed")

    customer = UserForeignKey(
        related_name="tickets", db_constraint=False, on_delete=models.DO_NOTHING
    )
    order = models.ForeignKey(
        "orders.Order",
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="tickets",
        db_constraint=False,
    )
    assignee = LeftOut("support.Ticket.assignee")
    subject = models.CharField(max_length=160)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    channel = LeftOut("support.Ticket.channel")

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return f"#{self.pk} {self.subject}"

    def get_absolute_url(self):
        return reverse("support:ticket", args=[self.pk])


def attachment_path(instance, filename):
    return f"tickets/{instance.ticket_id}/{filename}"


class TicketMessage(TimeStampedModel):
    ticket = models.ForeignKey(
        Ticket, on_delete=models.DO_NOTHING, related_name="messages", db_constraint=False
    )
    author = UserForeignKey(on_delete=models.PROTECT, related_name="+", db_constraint=False)
    body = models.TextField()
    attachment = models.FileField(upload_to=attachment_path, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
