"""What notifications.tasks does in the monolith, for tests."""

from celery import shared_task
from django.apps import apps
from django.contrib.sites.models import Site
from django.core.mail import send_mail

from accounts.models import User
from notifications.models import EmailTemplate, Notification, Preference


@shared_task(name="notifications.send_email")
def send_email(code, user_id, order_id=None):
    """Send the mail `code` in the customer's language; say whether it went out."""
    user = User.objects.get(pk=user_id)
    preference = Preference.objects.filter(user=user).first()
    if preference and not preference.order_mails:
        return False
    language = user.preferred_language or "en"
    template = (
        EmailTemplate.objects.filter(code=code, language=language).first()
        or EmailTemplate.objects.filter(code=code, language="en").first()
    )
    if template is None:
        return False
    order = apps.get_model("orders", "Order").objects.get(pk=order_id) if order_id else None
    context = {
        "name": user.first_name or user.username,
        "order": order and order.number,
        "url": order and f"https://{Site.objects.get_current().domain}{order.get_absolute_url()}",
    }
    send_mail(
        template.subject.format(**context), template.body.format(**context), None, [user.email]
    )
    return True


@shared_task
def notify_user(user_id, kind, title, order_id=None):
    target = apps.get_model("orders.Order").objects.get(pk=order_id) if order_id else None
    note = Notification.objects.create(user_id=user_id, kind=kind, title=title, target=target)
    return note.pk
