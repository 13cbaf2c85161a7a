"""What ties apps to one process."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

ROWS: dict[str, tuple[str, ...]] = {
    "wsgi": (
        """
        from django.core.wsgi import get_wsgi_application
        application = get_wsgi_application()
        """,
        "2 process.application server call",
    ),
    "request id": (
        """
        def f(request, response):
            response["X-Request-ID"] = request.META["HTTP_X_REQUEST_ID"]
        """,
        "2 process.request id call",
        "2 process.request id call",
    ),
    "header by get": (
        """
        def f(request):
            return request.headers.get("traceparent")
        """,
        "2 process.request id call",
    ),
    "error reports": (
        """
        import sentry_sdk
        sentry_sdk.set_tag("order", 1)
        """,
        "2 process.sentry_sdk call",
    ),
    "entry points": (
        """
        from importlib.metadata import entry_points
        for each in entry_points(group="shop.plugins"):
            each.load()
        """,
        "2 process.entry points shop.plugins call",
    ),
    "own function": (
        """
        def get_wsgi_application():
            return 1
        get_wsgi_application()
        """,
    ),
    "another header": (
        """
        def f(request):
            return request.headers.get("X-Requested-With")
        """,
    ),
    "a dict": (
        """
        def f(row):
            return row["traceparent"]
        """,
    ),
    "own entry points": (
        """
        def entry_points(group):
            return []
        entry_points(group="x")
        """,
    ),
    "own tags": (
        """
        def f(order):
            order.set_tag("x")
        """,
    ),
    "a word": (
        """
        NAME = "X-Request-ID"
        """,
    ),
    "an import alone": (
        """
        import sentry_sdk
        """,
    ),
}


@pytest.mark.parametrize("case", cases("process", ROWS))
def test_process(case: Case) -> None:
    case.check()
