"""What backoffice.reporting.receivers does in the monolith, for tests."""

from django.core.cache import cache
from django.dispatch import receiver

from orders.signals import order_placed


@receiver(order_placed)
def forget_dashboard(sender, **kwargs):
    cache.delete("reporting:dashboard")
