"""The order page's WebSocket: it sends the order's status whenever the page asks."""

import json
from http.cookies import SimpleCookie
from importlib import import_module

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model

from orders.models import Order


async def order_status(scope, receive, send):
    """Serve `/ws/orders/<number>/`."""
    number = scope["path"].removeprefix("/ws/orders/").strip("/")
    user = await sync_to_async(_session_user)(scope)
    await receive()
    if user is None or await sync_to_async(_status)(user, number) is None:
        await send({"type": "websocket.close", "code": 4404})
        return
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        status = await sync_to_async(_status)(user, number)
        text = json.dumps({"number": number, "status": status})
        await send({"type": "websocket.send", "text": text})


def _session_user(scope):
    header = dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")
    cookie = SimpleCookie(header).get(settings.SESSION_COOKIE_NAME)
    if cookie is None:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(cookie.value)
    user_id = session.get(SESSION_KEY)
    return get_user_model().objects.filter(pk=user_id, is_active=True).first()


def _status(user, number):
    order = Order.objects.visible_to(user).filter(number=number).first()
    return order and order.status
