from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "backoffice.reporting"
    verbose_name = "Reports"

    def ready(self):
        # The tasks too: others call them by name, without importing us.
        from backoffice.reporting import receivers, tasks  # noqa: F401
