from rest_framework.throttling import AnonRateThrottle


class TrackingThrottle(AnonRateThrottle):
    """Nobody needs to guess order numbers."""

    scope = "tracking"
