"""Middleware and context processors of staying apps: which come along, and why."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from decompose_extractor.blueprint import Blueprint, draw
from decompose_extractor.cut import Cut
from decompose_extractor.pieces import How
from tests.extractor.tools import SETTINGS, project_from

BASKETS = """
from django.db import models


class Basket(models.Model):
    owner_id = models.IntegerField()
"""
MIDDLEWARE = """
from baskets.models import Basket


class BasketMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        attach(request)
        return self.get_response(request)


def attach(request):
    {line}
"""
SETS = "request.basket = Basket.objects.get_or_create(owner_id=1)[0]"
CODE = "def show(request):\n    return request.basket\n"
GETATTR = "def show(request):\n    return getattr(request, 'basket', None)\n"
PAGE = "{{ request.basket.owner_id }}"
BASKET = "baskets.middleware.BasketMiddleware"


def _drawn(folder: Path, line: str, views: str, page: str = "") -> Blueprint:
    settings = SETTINGS.format(apps='"orders", "baskets"')
    settings = settings.replace("MIDDLEWARE = [", f'MIDDLEWARE = ["{BASKET}", ')
    engine = '{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}'
    files = {
        "site_settings.py": f"{settings}TEMPLATES = [{engine}]\n",
        "baskets/models.py": BASKETS,
        "baskets/middleware.py": dedent(MIDDLEWARE).format(line=line),
        "orders/models.py": "from django.db import models\n",
        "orders/views.py": views,
        "orders/templates/orders/page.html": page,
    }
    return draw("orders", Cut(project_from(folder, files), frozenset({"orders"})))


@pytest.mark.parametrize(
    ("views", "page"),
    [
        pytest.param(CODE, "", id="code reads it"),
        pytest.param(GETATTR, "", id="code asks for it by name"),
        pytest.param("", PAGE, id="a page reads it"),
    ],
)
def test_a_middleware_that_acts_comes_with_those_who_read_what_it_gives(
    tmp_path: Path, views: str, page: str
) -> None:
    drawn = _drawn(tmp_path, SETS, views, page)
    assert BASKET in drawn.middleware
    assert "baskets.Basket" in drawn.closure.replicas
    assert "it comes along, since pages read what it gives" in drawn.problems[0].message
    for each in (BASKET, "baskets.middleware.attach"):  # whole: their own code runs here
        piece = drawn.closure.piece(each)
        assert piece is not None and piece.how is How.COPIED and not piece.stubs


def test_a_middleware_that_acts_stays_where_nobody_reads_what_it_gives(tmp_path: Path) -> None:
    drawn = _drawn(tmp_path, SETS, "def show(request):\n    return request.user\n", "{{ basket }}")
    assert BASKET not in drawn.middleware
    assert "it is left out of the service" in drawn.problems[0].message


def test_a_middleware_that_only_reads_comes_anyway(tmp_path: Path) -> None:
    drawn = _drawn(tmp_path, "request.basket = Basket.objects.first()", "")
    assert BASKET in drawn.middleware and not drawn.problems
