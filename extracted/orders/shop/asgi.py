"""ASGI entry point: Django for HTTP, the live status of orders for WebSockets."""

from django.core.asgi import get_asgi_application

http_application = get_asgi_application()

from orders.live import order_status  # noqa: E402  (needs the apps to be loaded)


async def application(scope, receive, send):
    if scope["type"] == "websocket" and scope["path"].startswith("/ws/orders/"):
        await order_status(scope, receive, send)
    else:
        await http_application(scope, receive, send)
