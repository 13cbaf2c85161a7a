from django import template

register = template.Library()


@register.inclusion_tag("orders/_status_badge.html")
def status_badge(order):
    return {"status": order.status, "label": order.get_status_display()}


@register.filter
def pieces(order):
    return sum(line.quantity for line in order.lines.all())
