"""The options of shadow-traffic tests: `pytest --decompose-exchanges FILE`.

pytest imports this for every run where decompose is installed, so it does nothing but offer the
options; what runs the exchanges is imported when they are used.
"""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("decompose", "shadow-traffic tests from recorded exchanges")
    group.addoption(
        "--decompose-exchanges",
        nargs="+",
        default=[],
        metavar="FILE",
        help="Run the exchanges of these recordings as tests.",
    )
    group.addoption("--decompose-control", metavar="URL", help="The monolith.")
    group.addoption("--decompose-candidate", metavar="URL", help="The service.")
    group.addoption(
        "--decompose-login",
        action="append",
        default=[],
        metavar="USER:PASSWORD",
        help="Log a recorded user in; repeatable.",
    )
    group.addoption("--decompose-login-path", default="/accounts/login/", metavar="PATH")
    group.addoption(
        "--decompose-writes", action="store_true", help="Send writes too, to both sides."
    )


def pytest_configure(config: pytest.Config) -> None:
    """Bring in what runs exchanges, if there are any to run."""
    if config.getoption("decompose_exchanges"):
        config.pluginmanager.import_plugin("decompose_proxy.recorded_tests")
