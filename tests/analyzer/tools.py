"""A project from a text, and what a detector says about it.

    orders/models.py
        from django.db import models

A line at the margin names a file, the indented lines below it are its content. Every text is laid
over `SHOP`: accounts, catalog and orders with their relations; a file named in both is the text's.
"""

from __future__ import annotations

import tempfile
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from decompose_analyzer.finding import detectors, find_kind
from decompose_analyzer.scan import Scan
from decompose_core.coupling import Coupling
from decompose_core.problem import Problem
from decompose_source.project import read_project

SHOP = """
manage.py
    import os
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
shop/__init__.py
shop/settings.py
    INSTALLED_APPS = [
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "accounts",
        "catalog",
        "orders",
    ]
    AUTH_USER_MODEL = "accounts.User"
    ROOT_URLCONF = "shop.urls"
shop/urls.py
    from django.urls import include, path
    urlpatterns = [path("orders/", include("orders.urls")), path("shop/", include("catalog.urls"))]
accounts/__init__.py
accounts/models.py
    from django.contrib.auth.models import AbstractUser
    from django.db import models
    class User(AbstractUser):
        tier = models.CharField(max_length=9)
    class Address(models.Model):
        user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
catalog/__init__.py
catalog/models.py
    from django.db import models
    class Brand(models.Model):
        name = models.CharField(max_length=9)
    class Product(models.Model):
        name = models.CharField(max_length=9)
        brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
catalog/urls.py
    from django.urls import path
    from catalog import views
    app_name = "catalog"
    urlpatterns = [path("", views.home, name="home")]
catalog/views.py
    def home(request):
        pass
orders/__init__.py
orders/models.py
    from django.conf import settings
    from django.db import models
    class Order(models.Model):
        customer = models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders"
        )
        products = models.ManyToManyField("catalog.Product", through="OrderLine")
        number = models.CharField(max_length=9)
    class OrderLine(models.Model):
        order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
        product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT)
        quantity = models.IntegerField()
orders/urls.py
    from django.urls import path
    from orders import views
    app_name = "orders"
    urlpatterns = [path("", views.index, name="index")]
orders/views.py
    def index(request):
        pass
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One file among others in one project, and what the detector says about it.

    An expectation is `LINE TARGET EFFECT`, or `LINE note MESSAGE` with the message's beginning;
    without any the file is a near miss.
    """

    kind: str
    text: str
    path: str
    expected: tuple[str, ...]

    def check(self) -> None:
        """Compare what was found in this file, and nothing else."""
        couplings, problems = find(self.kind, self.text)
        found = [
            f"{each.location.line} {each.target.app}.{each.target.symbol} {each.effect}"
            for each in couplings
            if each.location.path == self.path
        ]
        notes = [
            f"{each.location.line} note {each.message}"
            for each in problems
            if each.location and each.location.path == self.path
        ]
        wanted_notes = [each for each in self.expected if each.split(" ")[1] == "note"]
        assert found == [each for each in self.expected if each not in wanted_notes]
        assert len(notes) == len(wanted_notes), notes
        for note, wanted in zip(notes, wanted_notes, strict=True):
            assert note.startswith(wanted), note


def cases(
    kind: str, rows: Mapping[str, tuple[str, ...]], *, folder: str = "orders", base: str = ""
) -> list[pytest.ParameterSet]:
    """Make one project of all rows, `{FACT: (CODE, EXPECTATION, ...)}`, and one parameter of each.

    A row's code becomes the file `FOLDER/FACT.py`, with underscores for spaces.
    """
    paths = {fact: f"{folder}/{fact.replace(' ', '_')}.py" for fact in rows}
    files = [
        f"{paths[fact]}\n{textwrap.indent(textwrap.dedent(row[0]).strip(), '    ')}"
        for fact, row in rows.items()
    ]
    text = "\n".join([textwrap.dedent(base).strip("\n"), *files])
    return [
        pytest.param(Case(kind, text, paths[fact], row[1:]), id=fact) for fact, row in rows.items()
    ]


def check_found(kind: str, text: str, *expected: str) -> None:
    """Check that the detector finds exactly these, written `PATH:LINE SOURCE -> TARGET EFFECT`.

    Only places in the files that the text itself holds count, so that SHOP's own couplings don't.
    """
    couplings, _ = find(kind, text)
    assert [line(each) for each in couplings] == list(expected)


def check_clean(kind: str, text: str) -> None:
    """Check that the detector finds nothing and has nothing to note in the text's files."""
    couplings, problems = find(kind, text)
    assert [line(each) for each in couplings] == []
    assert [str(each) for each in problems] == []


def check_noted(kind: str, text: str, *expected: str) -> None:
    """Check that the detector finds nothing, and notes these messages, each by its beginning."""
    couplings, problems = find(kind, text)
    assert [line(each) for each in couplings] == []
    assert len(problems) == len(expected), problems
    for problem, start in zip(problems, expected, strict=True):
        assert problem.message.startswith(start), problem.message


@cache
def find(kind: str, text: str) -> tuple[list[Coupling], list[Problem]]:
    """Run one detector over a text, and keep what lies in the text's own files."""
    own = files_of(text)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, content in {**files_of(SHOP), **own}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
        found, problems = find_kind(kind, detectors()[kind], Scan(read_project(root)))
    return (
        [each for each in found if each.location.path in own],
        [each for each in problems if each.location and each.location.path in own],
    )


def line(coupling: Coupling) -> str:
    """Write a coupling so that a table can hold it."""
    source, target = coupling.source, coupling.target
    place = f"{coupling.location.path}:{coupling.location.line}"
    ends = f"{source.app}.{source.symbol} -> {target.app}.{target.symbol}"
    return f"{place} {ends} {coupling.effect}"


def files_of(text: str) -> Mapping[str, str]:
    """Split a text into its files."""
    files: dict[str, list[str]] = {}
    current: list[str] = []
    for each in textwrap.dedent(text).strip("\n").split("\n"):
        if each and not each[0].isspace():
            current = files.setdefault(each, [])
        else:
            current.append(each)
    return {path: textwrap.dedent("\n".join(lines)) + "\n" for path, lines in files.items()}
