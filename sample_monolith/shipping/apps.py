from django.apps import AppConfig


class ShippingConfig(AppConfig):
    name = "shipping"

    def ready(self):
        from shipping import receivers  # noqa: F401
