"""Feature flags whose switch is another app's row."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

BASE = """
accounts/flags.py
    def flag_enabled(name):
        return True
    def reflagged():
        pass
"""

ROWS: dict[str, tuple[str, ...]] = {
    "function of another app": (
        """
        from accounts.flags import flag_enabled
        flag_enabled("new-checkout")
        """,
        "2 accounts.flags.flag_enabled read",
    ),
    "waffle": (
        """
        import waffle
        def f(request):
            return waffle.flag_is_active(request, "x")
        """,
        "3 waffle.flag_is_active read",
    ),
    "own flag": (
        """
        def flag_enabled(name):
            return True
        flag_enabled("x")
        """,
    ),
    "a word that holds flag": (
        """
        from accounts.flags import reflagged
        reflagged()
        """,
    ),
    "an import alone": (
        """
        from accounts.flags import flag_enabled
        """,
    ),
}


@pytest.mark.parametrize("case", cases("feature_flag", ROWS, base=BASE))
def test_feature_flag(case: Case) -> None:
    case.check()
