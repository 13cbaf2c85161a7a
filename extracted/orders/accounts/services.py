"""What other apps may ask of accounts."""

from decompose_service.seams import seam


@seam(
    "accounts.services.get_deleted_user",
    because="it writes: get_user_model.objects.get_or_create",
    callers=["orders/models.py:56", "orders/tests/test_workflow.py:221"],
)
def get_deleted_user():
    """Return the account that stands in for people who left."""


@seam(
    "accounts.services.upgrade_tier",
    because="it writes: user.save",
    callers=["orders/tasks.py:38"],
)
def upgrade_tier(user, turnover):
    """Raise the customer's loyalty tier when their turnover allows it; never lower it."""
