"""What other apps may ask of accounts."""

from django.contrib.auth import get_user_model


def get_deleted_user():
    """Return the account that stands in for people who left."""
    user, created = get_user_model().objects.get_or_create(
        username="deleted", defaults={"email": "deleted@example.com", "is_active": False}
    )
    if created:
        user.set_unusable_password()
        user.save()
    return user


def upgrade_tier(user, turnover):
    """Raise the customer's loyalty tier when their turnover allows it; never lower it."""
    if turnover >= 5000:
        tier = user.Tier.GOLD
    elif turnover >= 1000:
        tier = user.Tier.SILVER
    else:
        return False
    order = list(user.Tier.values)
    if order.index(tier) <= order.index(user.loyalty_tier):
        return False
    user.loyalty_tier = tier
    user.save(update_fields=["loyalty_tier"])
    return True
