"""Rare things that Django does, each as the smallest project that shows it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from decompose_source.project import read_project
from tests.source import truth
from tests.source.comparison import differences
from tests.source.shop_on_disk import project

HEAD = """from django.db import models


class Customer(models.Model):
    pass


"""
SETTINGS = """SECRET_KEY = "x"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.contenttypes", "orders"]
ROOT_URLCONF = "shop.urls"
"""
RARE = {
    "default_related_name of a foreign key": """class Order(models.Model):
    customer = models.ForeignKey(Customer, models.CASCADE)

    class Meta:
        default_related_name = "orders"
""",
    "default_related_name of the link to a parent": """class Vip(Customer):
    class Meta:
        default_related_name = "vips"
""",
    "a one-to-one field to the parent that is no parent link": """class Vip(Customer):
    friend = models.OneToOneField(Customer, models.CASCADE, related_name="+")
""",
    "a symmetrical relation hides the related_name it is given": """class Order(models.Model):
    similar = models.ManyToManyField("self", related_name="resembling")
""",
    "a generic relation to itself is inherited with its target": """class Note(Customer):
    from django.contrib.contenttypes.fields import GenericRelation

    notes = GenericRelation("self", content_type_field="kind", object_id_field="key")


class Memo(Note):
    pass
""",
    "the first of two with one dispatch_uid counts": """from django.db.models import signals


def first(sender, **kwargs):
    return None


def second(sender, **kwargs):
    return None


signals.post_save.connect(first, dispatch_uid="one")
signals.post_save.connect(second, dispatch_uid="one")
""",
}


@pytest.mark.parametrize("models", [pytest.param(text, id=name) for name, text in RARE.items()])
def test_reading_equals_what_django_says(tmp_path: Path, models: str) -> None:
    root = project(tmp_path, {"orders/models.py": HEAD + models, "shop/settings.py": SETTINGS})
    order = json.dumps({"root": str(root), "path": [""], "settings": "shop.settings"})
    done = subprocess.run(
        [sys.executable, str(truth.__file__)],
        input=order,
        capture_output=True,
        text=True,
        check=True,
    )
    true = json.loads(done.stdout)
    assert "error" not in true, true["error"]
    found = differences(true, read_project(root))
    assert not found, "\n".join(map(str, found))
