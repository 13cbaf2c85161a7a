from rest_framework.throttling import UserRateThrottle


class BurstRateThrottle(UserRateThrottle):
    """One budget for a user over the whole API; the counter lives in the shared cache."""

    scope = "burst"
