"""What the evaluator makes of start-up code: modules as texts, and what a name comes to."""

from __future__ import annotations

import pytest

from decompose_source.evaluation.evaluator import Evaluator, deep_recursion
from decompose_source.evaluation.machine import MACHINERY
from decompose_source.evaluation.values import Unknown
from decompose_source.modules import Module
from decompose_source.natives import python_builtins, standard_library
from decompose_source.startup.environment import Environment


def evaluator_for(**sources: str) -> Evaluator:
    """Make an evaluator over modules given as texts; `__` in a name stands for a dot."""
    modules = {
        name.replace("__", "."): Module(name.replace("__", "."), f"{name}.py", False, text)
        for name, text in sources.items()
    }
    environ = Environment({"GIVEN": "yes"})
    natives = {**python_builtins.natives, **standard_library.natives, "os.environ": environ}
    return Evaluator(MACHINERY, modules.get, frozenset(modules), natives, {}, environ)


def value_of(text: str, **others: str) -> object:
    """Evaluate a module and give what `x` is in it."""
    evaluator = evaluator_for(main=text, **others)
    with deep_recursion():
        module = evaluator.loaded("main")
    assert module is not None
    return module.names.get("x")


KNOWN = {
    "a sum of lists": ("x = sum(([1], [2, 3]), [])", [1, 2, 3]),
    "a list grows in place": ("y = [1]\nx = y\ny += [2]\ny.append(3)", [1, 2, 3]),
    "starred items": ("y = (2, 3)\nx = [1, *y]", [1, 2, 3]),
    "a comprehension with a condition": ("x = [n for n in range(5) if n % 2]", [1, 3]),
    "a dictionary comprehension": ("x = {k: v for k, v in [('a', 1)]}", {"a": 1}),
    "an f-string": ("y = 'b'\nx = f'a{y}{1}'", "ab1"),
    "percent and format": ("x = '%s-{}' % 'a'\nx = x.format('b')", "a-b"),
    "a default of the environment": ("import os\nx = os.environ.get('GONE', 'a')", "a"),
    "a variable that is set": ("import os\nx = os.getenv('GIVEN')", "yes"),
    "a missing variable in a try": (
        "import os\ntry:\n    x = os.environ['GONE']\nexcept KeyError:\n    x = 'none'",
        "none",
    ),
    "paths": ("import os\nx = os.path.join(os.path.dirname('/a/b.py'), 'c')", "/a/c"),
    "pathlib": ("from pathlib import Path\nx = str(Path('/a/b.py').parent / 'c')", "/a/c"),
    "a module that isn't there": ("try:\n    import main.gone\nexcept ImportError:\n    x = 1", 1),
    "a function with defaults": ("def f(a, b=2, *c, d=4, **e):\n    return a + b + d\nx = f(1)", 7),
    "a closure": ("def f(a):\n    def g(b):\n        return a + b\n    return g\nx = f(1)(2)", 3),
    "a decorator that registers": (
        "found = {}\ndef register(name):\n    def take(f):\n        found[name] = f\n"
        "        return f\n    return take\n@register('a')\ndef f(): ...\nx = list(found)",
        ["a"],
    ),
    "a generator": ("def f():\n    for n in range(3):\n        yield n\nx = list(f())", [0, 1, 2]),
    "super and bases": (
        "class A:\n    def f(self):\n        return [1]\n"
        "class B(A):\n    def f(self):\n        return super().f() + [2]\nx = B().f()",
        [1, 2],
    ),
    "a property and its class": (
        "class A:\n    n = 3\n    @property\n    def p(self):\n        return self.n\nx = A().p",
        3,
    ),
    "a subclass of dict": (
        "class R(dict):\n    def __getitem__(self, k):\n        return super().__getitem__(k)\n"
        "r = R({'a': []})\nr['a'].append(1)\nx = r['a']",
        [1],
    ),
    "a defaultdict": (
        "from collections import defaultdict\nd = defaultdict(list)\nd[1].append(2)\nx = d[1]",
        [2],
    ),
    "a named tuple": (
        "from typing import NamedTuple\nclass P(NamedTuple):\n    a: int\n    b: int = 2\n"
        "x = P(1).b",
        2,
    ),
    "a dataclass": (
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    a: int\n    b: int = 2\n"
        "x = P(a=1).a + P(1).b",
        3,
    ),
    "a class made by type()": ("A = type('A', (), {'n': 5})\nx = A.n", 5),
    "a metaclass that changes the body": (
        "class M(type):\n    def __new__(cls, name, bases, names):\n        names['n'] = 1\n"
        "        return super().__new__(cls, name, bases, names)\n"
        "class A(metaclass=M):\n    pass\nx = A.n",
        1,
    ),
    "__init_subclass__": (
        "found = []\nclass A:\n    def __init_subclass__(cls, **kw):\n"
        "        found.append(cls.__name__)\n"
        "class B(A): ...\nx = found",
        ["B"],
    ),
    "an early return under an unknown condition": (
        "import gone\ndef f():\n    if gone.x:\n        return []\n    return [1]\nx = f()",
        [1],
    ),
    "both branches of an unknown condition": (
        "import gone\nx = [1]\nif gone.x:\n    x.append(2)\nelse:\n    x.append(3)",
        [1, 2, 3],
    ),
    "__getattribute__": (
        "class A:\n    def __getattribute__(self, name):\n        return name.upper()\nx = A().y",
        "Y",
    ),
    "keywords of a class with a metaclass": (
        "found = {}\nclass M(type):\n    def __new__(cls, name, bases, names, app):\n"
        "        made = super().__new__(cls, name, bases, names)\n"
        "        found[app] = name\n        return made\n"
        "class A(metaclass=M, app='a'): ...\nx = found",
        {"a": "A"},
    ),
    "a class is no object of another class": (
        "class A: ...\nclass B: ...\nx = [isinstance(B, A), isinstance(B(), B), B.mro()[0] is B]",
        [False, True, True],
    ),
    "a member of an enumeration": (
        "from enum import Enum\nclass E(Enum):\n    A = 'a'\n"
        "x = [isinstance(E.A, E), isinstance('b', E)]",
        [True, False],
    ),
    "vars and dir": (
        "class A:\n    b = 1\nx = [vars(A)['b'], 'b' in dir(A), 'b' in dir(A())]",
        [1, True, True],
    ),
    "what is nested in an enumeration is no member": (
        "from enum import Enum\nclass E(Enum):\n    A = 'a'\n    class Labels:\n        A = 'x'\n"
        "x = [each for each in E]",
        ["a"],
    ),
    "assert, del and while": (
        "y = {'a': 1}\nassert gone\ndel y['a']\nn = 0\nwhile n < 3:\n    n += 1\nx = n",
        3,
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [pytest.param(*row, id=key) for key, row in KNOWN.items()]
)
def test_start_up_code_comes_to_what_python_makes_of_it(text: str, expected: object) -> None:
    assert value_of(text) == expected


UNKNOWN = {
    "something of a package that isn't at hand": "from gone import y\nx = y() + 1",
    "an unset variable": "import os\nx = os.environ['GONE']",
    "a name that isn't there": "x = gone",
    "what only running can tell": "x = open('file').read()",
    "calls without end": "def f(n):\n    return f(n) + f(n)\nx = f(1)",
    "a string without end": "x = 'a' * 10 ** 12",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=key) for key, text in UNKNOWN.items()])
def test_what_is_not_known_is_said_to_be_unknown(text: str) -> None:
    assert isinstance(value_of(text), Unknown)


def test_one_failing_statement_costs_only_itself() -> None:
    assert value_of("y = {}['gone']\nx = 1") == 1


def test_modules_that_import_each_other_see_what_was_bound_so_far() -> None:
    assert value_of("x = 1\nimport other\n", other="import main\ny = main.x\n") == 1


def test_a_star_import_binds_what_all_lists() -> None:
    other = "__all__ = ['_x']\n_x = 1\ny = 2\n"
    assert value_of("from other import *\nx = _x", other=other) == 1
    assert isinstance(value_of("from other import *\nx = y", other=other), Unknown)


def test_nothing_of_the_project_is_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    marker = tmp_path_factory.mktemp("run") / "ran"
    value_of(f"import os\nopen({str(marker)!r}, 'w')\nos.system('touch {marker}')\nx = 1")
    assert not marker.exists()
