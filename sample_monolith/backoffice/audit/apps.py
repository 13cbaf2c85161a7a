from django.apps import AppConfig
from django.conf import settings


class AuditConfig(AppConfig):
    name = "backoffice.audit"
    # "audit" was taken by the vendor package we started with; tables keep the name.
    label = "audit_trail"
    verbose_name = "Audit trail"

    def ready(self):
        if settings.AUDIT_ENABLED:
            from backoffice.audit import receivers

            receivers.connect()
