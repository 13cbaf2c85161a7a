from django.conf import settings

from core.flags import flag_enabled


def shop(request):
    return {
        "shop_name": settings.SHOP_NAME,
        "shop_currency": settings.SHOP_CURRENCY,
        "show_reviews": flag_enabled("reviews", getattr(request, "user", None)),
    }
