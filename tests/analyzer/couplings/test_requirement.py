"""Distributions that apps import."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_a_line_of_the_list_is_found_for_each_app() -> None:
    check_found(
        "requirement",
        """
        requirements.txt
            # what the shop needs
            Django>=5.2
            django-filter>=25.1
            Pillow==11.0
        catalog/views.py
            from PIL import Image
            import django_filters
        orders/views.py
            import django_filters
            from django_filters import rest_framework
            import unlisted
        """,
        "orders/views.py:3 orders.views -> requirements.unlisted build",
        "requirements.txt:3 catalog.views -> requirements.django-filter build",
        "requirements.txt:3 orders.views -> requirements.django-filter build",
        "requirements.txt:4 catalog.views -> requirements.Pillow build",
    )


def test_pyproject_and_poetry_are_read() -> None:
    check_found(
        "requirement",
        """
        pyproject.toml
            [project]
            dependencies = [
                "requests[socks]>=2",
                "PyYAML",
            ]
            [project.optional-dependencies]
            images = ["pillow>=11"]
            [tool.poetry.dependencies]
            python = "^3.11"
            celery = "^5"
        orders/views.py
            import celery
            import requests
            import yaml
            from PIL import Image
        """,
        "pyproject.toml:3 orders.views -> requirements.requests build",
        "pyproject.toml:4 orders.views -> requirements.PyYAML build",
        "pyproject.toml:7 orders.views -> requirements.pillow build",
        "pyproject.toml:10 orders.views -> requirements.celery build",
    )


def test_own_and_standard_modules_are_none() -> None:
    check_clean(
        "requirement",
        """
        requirements.txt
            Django>=5.2
            requests>=2
        orders/views.py
            import json
            from typing import TYPE_CHECKING
            from django.db import models
            from catalog import models as own
            from . import urls
            if TYPE_CHECKING:
                import requests
            NAME = "requests"
            OTHER = ["requests", "celery"]
            FILE = open("requirements.txt")
            VERSION = json.dumps({"requests": 2})
            def f(requests):
                requests.post()
                requests.put()
                return requests.get()
        shop/other.py
            import requests
        tests/test_it.py
            import requests
        """,
    )


def test_without_a_list_there_is_nothing_to_say() -> None:
    check_clean(
        "requirement",
        """
        orders/views.py
            import requests
            x = requests.get("x")
        """,
    )
