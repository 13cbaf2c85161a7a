"""A small shop on disk, to put hostile files into."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from decompose_core.problem import Problem
from decompose_source.project import Project

MANAGE = 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'
SETTINGS = 'INSTALLED_APPS = ["orders"]\nROOT_URLCONF = "shop.urls"\n'
MODELS = """from django.db import models


class Order(models.Model):
    number = models.CharField(max_length=9)
"""
BEFORE = "from django.db import models\n\n\nclass Before(models.Model):\n    pass\n\n\n"
AFTER = "\n\nclass After(models.Model):\n    pass\n"


def project(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a small shop with one app, and the given files over it."""
    whole: dict[str, str | bytes] = {
        "manage.py": MANAGE,
        "shop/__init__.py": "",
        "shop/settings.py": SETTINGS,
        "shop/urls.py": "urlpatterns = []\n",
        "orders/__init__.py": "",
        "orders/models.py": MODELS,
        **files,
    }
    for name, content in whole.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def problems_of(read: Project, path: str) -> list[Problem]:
    """The problems of one file, or of what lies in one folder."""
    return [each for each in read.problems if each.location and each.location.path == path]


def labels(read: Project) -> list[str]:
    return [each.label for each in read.models]
