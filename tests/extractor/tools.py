"""What the tables of the transforms are checked with, and projects made from texts."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from decompose_extractor.rewriting import Decisions, Transform, parse
from decompose_source.project import Project, read_project

SETTINGS = """
SECRET_KEY = "x"
ROOT_URLCONF = "site_urls"
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", {apps}]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
MANAGE = 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")\n'


def check_transformed(transform: Transform, before: str, after: str, decisions: Decisions) -> None:
    """The text becomes the other one, which is Python, and which a second run leaves alone."""
    before, after = dedent(before), dedent(after)
    once = transform.rewrite(parse(before, "before.py"), decisions).code
    assert once == after
    ast.parse(once)
    assert transform.rewrite(parse(once, "once.py"), decisions).code == once


def check_noop(transform: Transform, code: str, decisions: Decisions) -> None:
    """The text stays as it is, byte for byte."""
    code = dedent(code)
    assert transform.rewrite(parse(code, "code.py"), decisions).code == code


def write_project(folder: Path, files: Mapping[str, str]) -> None:
    """Write a Django project; each folder with models.py or listed apps.py is an app."""
    apps = sorted({path.partition("/")[0] for path in files if "/" in path} - {"templates"})
    texts = {
        "manage.py": MANAGE,
        "site_settings.py": SETTINGS.format(apps=", ".join(f'"{each}"' for each in apps)),
        "site_urls.py": "urlpatterns = []\n",
        **{f"{each}/__init__.py": "" for each in apps},
        **files,
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(dedent(text).lstrip("\n"), encoding="utf-8")


def project_from(folder: Path, files: Mapping[str, str]) -> Project:
    """Write a Django project and read it."""
    write_project(folder, files)
    return read_project(folder, settings="site_settings")
