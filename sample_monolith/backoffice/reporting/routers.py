from django.conf import settings


class ReportingRouter:
    """Read what the reports read from the follower, when there is one."""

    def db_for_read(self, model, **hints):
        if model._meta.app_label == "reporting":
            return settings.REPORTING_DATABASE
        return None

    def allow_relation(self, obj1, obj2, **hints):
        return True
