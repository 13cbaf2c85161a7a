from decimal import Decimal

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def money(amount):
    """Format an amount with the shop's currency, the way it stands on invoices."""
    return f"{Decimal(amount):,.2f} {settings.SHOP_CURRENCY}"


@register.inclusion_tag("core/_pager.html", takes_context=True)
def pager(context, page):
    params = context["request"].GET.copy()
    params.pop("page", None)
    return {"page": page, "query": params.urlencode()}
