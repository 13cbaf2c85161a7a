"""What other apps may ask of accounts."""

from decompose_link.calls import remote


@remote("accounts.services.get_deleted_user")
def get_deleted_user():
    """Return the account that stands in for people who left."""


@remote("accounts.services.upgrade_tier")
def upgrade_tier(user, turnover):
    """Raise the customer's loyalty tier when their turnover allows it; never lower it."""
