from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Sum


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff with the permission see all orders, customers their own."""
        if user.has_perm("orders.view_all_orders"):
            return self
        return self.filter(customer=user)

    def open(self):
        return self.filter(status__in=["pending", "paid", "packed"])

    def for_display(self):
        return self.select_related(
            "customer",
            "shipping_address",
            "shipping_method__carrier",
            "promotion",
        ).prefetch_related("lines__product__brand")

    def with_open_tickets(self):
        from support.models import Ticket

        tickets = Ticket.objects.filter(order=OuterRef("pk"), status=Ticket.Status.OPEN)
        return self.annotate(has_open_ticket=Exists(tickets))

    def to_country(self, country):
        return self.filter(shipping_address__country=country)

    def by_customer_tier(self):
        """One row a loyalty tier: orders and turnover."""
        return (
            self.order_by()
            .values(tier=F("customer__loyalty_tier"))
            .annotate(orders=Count("id"), turnover=Sum("total"))
            .order_by("tier")
        )


class OrderManager(models.Manager.from_queryset(OrderQuerySet)):
    """Orders are known by their numbers, in fixtures too."""

    def get_by_natural_key(self, number):
        return self.get(number=number)
