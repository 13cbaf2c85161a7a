from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import ShopUserManager, User
from core.fields import UserForeignKey
from core.models import TimeStampedModel


class SupportAgentManager(ShopUserManager):
    def get_queryset(self):
        return super().get_queryset().filter(is_staff=True)


class SupportAgent(User):
    """A member of staff as the help desk sees them."""

    objects = SupportAgentManager()

    class Meta:
        proxy = True

    @property
    def open_ticket_count(self):
        return self.assigned_tickets.filter(status=Ticket.Status.OPEN).count()


class Ticket(TimeStampedModel):
    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        WAITING = "waiting", _("Waiting for the customer")
        CLOSED = "closed", _("Closed")

    customer = UserForeignKey(related_name="tickets")
    order = models.ForeignKey(
        "orders.Order", on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets"
    )
    assignee = models.ForeignKey(
        SupportAgent,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_tickets",
        limit_choices_to={"is_active": True},
    )
    subject = models.CharField(max_length=160)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    channel = models.CharField(max_length=12, default="web")

    class Meta:
        ordering = ["-created_at", "-id"]
        permissions = [("assign_ticket", "Can assign tickets to agents")]

    def __str__(self):
        return f"#{self.pk} {self.subject}"

    def get_absolute_url(self):
        return reverse("support:ticket", args=[self.pk])


def attachment_path(instance, filename):
    return f"tickets/{instance.ticket_id}/{filename}"


class TicketMessage(TimeStampedModel):
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    author = UserForeignKey(on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    attachment = models.FileField(upload_to=attachment_path, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
