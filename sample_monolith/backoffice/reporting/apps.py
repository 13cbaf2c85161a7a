from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "backoffice.reporting"
    verbose_name = "Reports"

    def ready(self):
        from backoffice.reporting import receivers  # noqa: F401
