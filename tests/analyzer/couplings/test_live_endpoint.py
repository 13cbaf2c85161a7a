"""Endpoints that no URLconf holds."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_noted


def test_packages_and_websockets_are_noted() -> None:
    check_noted(
        "live_endpoint",
        """
        orders/live.py
            from channels.generic.websocket import WebsocketConsumer
            import graphene
            def application(scope):
                return scope["type"] == "websocket"
        """,
        "a channels consumer is not followed",
        "a GraphQL schema is not followed",
        "a websocket handler is not followed",
    )


def test_names_alone_are_none() -> None:
    check_clean(
        "live_endpoint",
        """
        orders/live.py
            import channels_of_ours
            NAME = "websocket"
            class graphene:
                pass
            def f(text):
                return text.websocket
        """,
    )
