from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.core.checks import Error, register


@register("orders")
def vat_rate_is_a_number(app_configs, **kwargs):
    try:
        Decimal(settings.SHOP_VAT_RATE)
    except InvalidOperation:
        return [Error("SHOP_VAT_RATE is not a number.", id="orders.E001")]
    return []
