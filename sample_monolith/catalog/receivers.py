from django.core.cache import cache
from django.db.models.signals import m2m_changed, post_save
from django.dispatch import receiver

from catalog.models import Category, Product
from promotions.models import Promotion


@receiver([post_save], sender=Category)
def forget_menu(sender, **kwargs):
    cache.delete("catalog:menu")


@receiver(post_save, sender=Product)
def forget_price(sender, instance, **kwargs):
    cache.delete(f"catalog:product:{instance.pk}")


@receiver(m2m_changed, sender=Promotion.products.through)
def forget_offers(sender, action, **kwargs):
    if action.startswith("post_"):
        cache.delete("catalog:offers")
