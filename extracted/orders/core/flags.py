"""Feature flags, kept in a table so that the office can switch them."""

from django.core.cache import cache

from core.models import FeatureFlag

FLAG_CACHE_SECONDS = 30


def flag_enabled(name, user=None):
    state = cache.get(f"flag:{name}")
    if state is None:
        flag = FeatureFlag.objects.filter(name=name).first()
        state = (flag.enabled, flag.staff_only) if flag else (False, False)
        cache.set(f"flag:{name}", state, FLAG_CACHE_SECONDS)
    enabled, staff_only = state
    return enabled and (not staff_only or bool(user and user.is_staff))
