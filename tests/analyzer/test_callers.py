"""Who calls a function: found by name, renamed or not, and without parsing what can't call it."""

from __future__ import annotations

from pathlib import Path

from decompose_analyzer.callers import Callers
from decompose_source.checking import is_aside
from decompose_source.modules import Module
from decompose_source.project import Project, read_project
from tests.analyzer import small

PRICES = """
def total(order):
    return order


class Order:
    def close(self, when):
        return when


def again(order):
    recursive = total
    return recursive(order)
"""
ALIAS = "from shop.prices import total as sum_up\nadd = sum_up\n"
USES = """
from shop.tests.alias import add
from shop.prices import Order

add(3)
Order.close(1, 2)
"""
NO_USE = "from shop.prices import total\n\nassert total\n"


def project(folder: Path) -> Project:
    root = small.write(folder / "project")
    for path, text in {
        "shop/__init__.py": "",
        "shop/prices.py": PRICES,
        "shop/tests/__init__.py": "",
        "shop/tests/alias.py": ALIAS,
        "shop/tests/test_uses.py": USES,
        "shop/tests/test_no_use.py": NO_USE,
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return read_project(root, put_off=is_aside)


def names(found: object) -> list[str]:
    assert isinstance(found, list)
    return [module.name for module, _ in found if isinstance(module, Module)]


def test_a_function_is_called_by_its_other_names(tmp_path: Path) -> None:
    found = Callers(project(tmp_path)).of("shop.prices.total")
    assert names(found) == ["shop.prices", "shop.tests.test_uses"]


def test_a_method_is_called_through_its_class(tmp_path: Path) -> None:
    found = Callers(project(tmp_path)).of("shop.prices.Order.close")
    assert names(found) == ["shop.tests.test_uses"]


def test_what_cannot_call_is_not_parsed(tmp_path: Path) -> None:
    read = project(tmp_path)
    assert not any(each.is_parsed for each in read.modules.values() if is_aside(each))
    Callers(read).of("shop.prices.total")
    assert not read.modules["shop.tests.test_no_use"].is_parsed


def test_what_was_put_off_is_checked_later(tmp_path: Path) -> None:
    early = read_project(project(tmp_path).root)
    late = project(tmp_path)
    assert late.put_off
    done = late.completed(late.check(sorted(late.put_off)))
    assert (done.problems, done.stats) == (early.problems, early.stats)
