"""Models of packages that aren't at hand are read as Django shows them where they are.

Each sample holds a module of models and what Django, booted once with the real package, said of it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from decompose_source.project import read_project
from tests.source.shop_on_disk import project

SAMPLES = sorted(Path(__file__).with_name("samples").glob("*.json"))


@pytest.mark.parametrize("path", [pytest.param(each, id=each.stem) for each in SAMPLES])
def test_the_outline_gives_what_the_package_gives(tmp_path: Path, path: Path) -> None:
    sample = json.loads(path.read_text())
    settings = f"""SECRET_KEY = "x"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = {[*sample["apps"], "orders"]}
ROOT_URLCONF = "shop.urls"
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3"}}}}
"""
    models = "\n".join(sample["models"]) + "\n"
    read = read_project(
        project(tmp_path, {"orders/models.py": models, "shop/settings.py": settings})
    )
    found = [
        [
            model.label,
            model.db_table,
            field.name,
            field.class_name,
            field.column,
            bool(field.null and field.column),
            field.relation.to if field.relation else None,
        ]
        for model in read.models
        if model.app == "orders" and not model.abstract
        for field in model.fields
    ]
    assert sorted(found, key=str) == sorted(sample["fields"], key=str)


def test_there_are_samples() -> None:
    assert SAMPLES
