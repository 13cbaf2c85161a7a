"""Synthetic monoliths of any size: groups of ten models that lean on the groups beside them.

A group is an app, or, in one giant app, a module of models and one of views.
"""

from __future__ import annotations

from pathlib import Path

PER_APP = 10
_MODEL = """

class {name}(models.Model):
    title = models.CharField(max_length=50)
    size = models.IntegerField(default=0)
    before = models.ForeignKey("{before}", null=True, on_delete=models.CASCADE, related_name="+")
    beside = models.ForeignKey("{beside}", null=True, on_delete=models.SET_NULL)

    def total(self):
        return self.size + (self.beside.size if self.beside else 0)
"""
_SERVICE = """

def move_{lower}(row, amount):
    row.size = row.size + amount
    row.save()
    return {name}.objects.filter(beside__title=row.title).exclude(size=0).count()


def show_{lower}(request, pk):
    row = get_object_or_404({name}, pk=pk)
    other = row.beside
    move_{lower}(row, other.size if other else 1)
    return render(request, "{app}/{lower}.html", {{"row": row, "title": row.beside.title}})
"""


def write(root: Path, models: int) -> None:
    """Write a project with that many models; twice as many are twice as many apps."""
    apps = models // PER_APP
    _file(
        root / "manage.py",
        "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')\n",
    )
    listed = "".join(f'    "app{number}",\n' for number in range(apps))
    _file(root / "site" / "__init__.py", "")
    _file(
        root / "site" / "settings.py",
        f'INSTALLED_APPS = [\n{listed}]\nROOT_URLCONF = "site.urls"\n',
    )
    routes = "".join(
        f'    path("app{number}/", include("app{number}.urls")),\n' for number in range(apps)
    )
    _file(
        root / "site" / "urls.py",
        f"from django.urls import include, path\n\nurlpatterns = [\n{routes}]\n",
    )
    for number in range(apps):
        _app(root / f"app{number}", number, (number + 1) % apps)


def write_giant(root: Path, models: int) -> None:
    """Write a project of as many models in one app, `shop`; no label tells of the groups."""
    groups = models // PER_APP
    _file(
        root / "manage.py",
        "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')\n",
    )
    _file(root / "site" / "__init__.py", "")
    _file(
        root / "site" / "settings.py",
        'INSTALLED_APPS = ["shop"]\nROOT_URLCONF = "shop.urls"\n',
    )
    shop = root / "shop"
    routes: list[str] = []
    everything: list[str] = []
    for number in range(groups):
        names, text, views = _group("shop", number, (number + 1) % groups)
        _file(shop / "models" / f"group{number}.py", text)
        _file(shop / "views" / f"group{number}.py", views)
        everything.append(f"from shop.models.group{number} import {', '.join(names)}\n")
        routes += [
            f'    path("{name.lower()}/<int:pk>/", group{number}.show_{name.lower()}),\n'
            for name in names
        ]
    _file(shop / "__init__.py", "")
    _file(shop / "models" / "__init__.py", "".join(everything))
    _file(shop / "views" / "__init__.py", "")
    imported = "".join(f"from shop.views import group{number}\n" for number in range(groups))
    _file(
        shop / "urls.py",
        f"from django.urls import path\n\n{imported}\nurlpatterns = [\n{''.join(routes)}]\n",
    )


def _group(app: str, number: int, beside: int) -> tuple[list[str], str, str]:
    """Write the models and the views of one group of a giant app."""
    names = [f"Thing{number}x{each}" for each in range(PER_APP)]
    models = ["from django.db import models\n"]
    views = [
        "from django.shortcuts import get_object_or_404, render\n\n"
        f"from {app}.views.group{beside} import move_thing{beside}x0\n"
        f"from {app}.models import {', '.join(names)}\n"
    ]
    for position, name in enumerate(names):
        other = f"{app}.Thing{beside}x{position}"
        before = f"{app}.{names[position - 1]}"
        models.append(_MODEL.format(name=name, before=before, beside=other))
        views.append(_SERVICE.format(name=name, lower=name.lower(), app=app))
    views.append(f"\n\ndef lend(row):\n    return move_thing{beside}x0(row.beside, 1)\n")
    return names, "".join(models), "".join(views)


def _app(folder: Path, number: int, beside: int) -> None:
    names = [f"Thing{number}x{each}" for each in range(PER_APP)]
    others = [f"app{beside}.Thing{beside}x{each}" for each in range(PER_APP)]
    models = ["from django.db import models\n"]
    views = [
        "from django.shortcuts import get_object_or_404, render\n\n"
        f"from app{beside}.views import move_thing{beside}x0\n"
        f"from app{number}.models import {', '.join(names)}\n"
    ]
    routes: list[str] = []
    for position, name in enumerate(names):
        lower = name.lower()
        models.append(_MODEL.format(name=name, before=names[position - 1], beside=others[position]))
        views.append(_SERVICE.format(name=name, lower=lower, app=folder.name))
        routes.append(f'    path("{lower}/<int:pk>/", views.show_{lower}),\n')
        _file(
            folder / "templates" / folder.name / f"{lower}.html",
            "{% extends 'base.html' %}{{ row.beside.title }}\n",
        )
    views.append(f"\n\ndef lend(row):\n    return move_thing{beside}x0(row.beside, 1)\n")
    _file(folder / "__init__.py", "")
    _file(folder / "models.py", "".join(models))
    _file(folder / "views.py", "".join(views))
    _file(
        folder / "urls.py",
        "from django.urls import path\n\n"
        f"from {folder.name} import views\n\nurlpatterns = [\n{''.join(routes)}]\n",
    )


def _file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
