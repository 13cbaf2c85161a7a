"""Every change of what money hangs on goes into the trail."""

from importlib import import_module

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_delete, post_save

from backoffice.audit.models import AuditEntry

AUDITED = {
    "orders.models": ["Order", "Refund"],
    "payments.models": ["Payment"],
    "promotions.models": ["Coupon"],
}


def connect():
    for module_name, class_names in AUDITED.items():
        module = import_module(module_name)
        for class_name in class_names:
            model = getattr(module, class_name)
            uid = f"audit.{model._meta.label}"
            post_save.connect(record_save, sender=model, dispatch_uid=f"{uid}.save")
            post_delete.connect(record_delete, sender=model, dispatch_uid=f"{uid}.delete")


def record_save(sender, instance, created, **kwargs):
    _record(instance, "created" if created else "changed")


def record_delete(sender, instance, **kwargs):
    _record(instance, "deleted")


def _record(instance, action):
    AuditEntry.objects.create(
        action=action,
        object_type=ContentType.objects.get_for_model(instance),
        object_id=str(instance.pk),
        changes={"status": getattr(instance, "status", None)},
    )
