"""Whatever lies in a project's folder, reading it ends, with a Problem for what can't be read."""

from __future__ import annotations

import os
import random
import resource
from pathlib import Path
from typing import Never, TextIO

import pytest

from decompose_core import codec
from decompose_core.problem import Level, Refused
from decompose_source.project import read_project
from tests.source.comparison import document_of
from tests.source.shop_on_disk import (
    AFTER,
    BEFORE,
    MANAGE,
    MODELS,
    SETTINGS,
    labels,
    problems_of,
    project,
)

# Files that Python 3.11 refuses, with a word of the message that has to be there.
REFUSED: list[tuple[str, str | bytes, str]] = [
    ("a missing parenthesis", "x = (1\n", "never closed"),
    ("an unclosed string", "x = 'abc\n", "unterminated"),
    ("a statement of Python 2", "print 'hello'\n", "print"),
    ("an exec of Python 2", "exec 'x = 1'\n", "exec"),
    ("an except of Python 2", "try:\n    pass\nexcept ValueError, error:\n    pass\n", ""),
    ("a backtick", "x = `1`\n", "invalid syntax"),
    ("a template", "{% if x %}\nimport y\n{% endif %}\n", "invalid syntax"),
    ("a template with names", "from {{ name }} import models\n", "invalid syntax"),
    ("a merge conflict", "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> branch\n", "invalid"),
    ("wrong indentation", "def f():\nreturn 1\n", "expected an indented block"),
    ("tabs and spaces", "if 1:\n\tx = 1\n        y = 2\n", "tabs"),
    ("a null byte", b"x = 1\0\n", "NUL"),
    ("bytes that are no UTF-8", b"x = '\xff\xfe\xfa'\n", "utf-8"),
    ("an unknown cookie", b"# -*- coding: no-such-code -*-\nx = 1\n", "encoding"),
    ("a cookie that lies", b"# coding: ascii\nx = '\xe4'\n", "ascii"),
    ("a codec that is no text", b"# coding: base64\nx = 1\n", ""),
    ("UTF-16", "x = 1\n".encode("utf-16"), ""),
    ("nothing but zeros", b"\0" * 4096, "NUL"),
    ("noise", random.Random(7).randbytes(4000), ""),
    ("5,000 parentheses", "x = " + "(" * 5000 + ")" * 5000 + "\n", ""),
    ("5,000 unclosed brackets", "x = " + "[" * 5000 + "\n", ""),
    ("20,000 additions", "x = " + "+".join(["1"] * 20000) + "\n", ""),
    ("3,000 attributes", "x = a" + ".b" * 3000 + "\n", ""),
    ("3,000 nested lambdas", "x = " + "lambda: " * 3000 + "1\n", ""),
    ("3,000 unary signs", "x = " + "-" * 3000 + "1\n", ""),
    (
        "90 nested blocks",
        "".join("    " * n + "if x:\n" for n in range(110)) + "    " * 110 + "y\n",
        "",
    ),
    ("a number of 10,000 digits", "x = " + "9" * 10000 + "\n", ""),
]


@pytest.mark.parametrize(
    ("content", "message"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED]
)
@pytest.mark.parametrize("path", ["orders/helpers.py", "orders/models.py", "shop/urls.py"])
def test_a_file_that_cannot_be_read_is_a_problem_and_the_rest_is_read(
    tmp_path: Path, path: str, content: str | bytes, message: str
) -> None:
    read = read_project(project(tmp_path, {path: content}))
    assert [each.label for each in read.apps] == ["orders"]
    assert "orders.Order" in labels(read) or path == "orders/models.py"
    if message:
        found = problems_of(read, path)
        assert any(message in each.message for each in found), found
        assert all(each.location and each.severity >= Level.NOTE for each in found)


def test_settings_that_cannot_be_parsed_are_a_problem(tmp_path: Path) -> None:
    read = read_project(project(tmp_path, {"shop/settings.py": "INSTALLED_APPS = [\n"}))
    assert problems_of(read, "shop/settings.py")
    assert read.apps == ()


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("type Pair[T] = tuple[T, T]", id="PEP 695 alias"),
        pytest.param("def first[T](many: list[T]) -> T: ...", id="PEP 695 function"),
        pytest.param("class Box[T]:\n    pass", id="PEP 695 class"),
        pytest.param("x = f'{f'{1}'}'", id="PEP 701 same quotes"),
        pytest.param('x = f"{"\\n".join([\'a\'])}"', id="PEP 701 backslash"),
        pytest.param("x = f'''{\n    1  # why\n}'''", id="PEP 701 comment"),
        pytest.param("try:\n    pass\nexcept ValueError, TypeError:\n    pass", id="PEP 758"),
    ],
)
def test_newer_syntax_hides_no_model_around_it(tmp_path: Path, statement: str) -> None:
    content = f"{BEFORE}{statement}\n{AFTER}"
    read = read_project(project(tmp_path, {"orders/models.py": content}))
    assert labels(read) == ["orders.After", "orders.Before"]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("print 'hello'", id="Python 2"),
        pytest.param("x = = 1", id="nonsense"),
        pytest.param("def f(:\n    pass", id="a broken head"),
    ],
)
def test_a_broken_statement_hides_no_model_around_it(tmp_path: Path, statement: str) -> None:
    content = f"{BEFORE}{statement}\n{AFTER}"
    read = read_project(project(tmp_path, {"orders/models.py": content}))
    assert labels(read) == ["orders.After", "orders.Before"]
    (problem,) = problems_of(read, "orders/models.py")
    assert problem.location is not None
    assert problem.location.line == 8


READABLE: list[tuple[str, bytes]] = [
    ("a byte order mark", b"\xef\xbb\xbf" + MODELS.encode()),
    ("latin-1 by cookie", b"# -*- coding: latin-1 -*-\n# \xe4\xf6\xfc\n" + MODELS.encode()),
    (
        "a cookie in the second line",
        b"#!/usr/bin/python\n# coding=cp1252\n# \x80\n" + MODELS.encode(),
    ),
    ("Windows' line ends", MODELS.replace("\n", "\r\n").encode()),
    ("line ends of the old Macintosh", MODELS.replace("\n", "\r").encode()),
    ("mixed line ends", MODELS.replace("\n", "\r\n", 2).replace("\n\n\n", "\r\r\n\n").encode()),
    ("form feeds", MODELS.replace("\n\n\n", "\n\f\n\f\n").encode()),
    ("no line end at the end", MODELS.rstrip().encode()),
    ("a hash bang", b"#!/usr/bin/env python\n" + MODELS.encode()),
    ("invalid escapes", MODELS.encode() + b"\nx = '\\d'\n"),
]


@pytest.mark.parametrize("content", [pytest.param(row[1], id=row[0]) for row in READABLE])
def test_odd_but_valid_files_are_read_without_a_problem(tmp_path: Path, content: bytes) -> None:
    read = read_project(project(tmp_path, {"orders/models.py": content}))
    assert labels(read) == ["orders.Order"]
    assert problems_of(read, "orders/models.py") == []


@pytest.mark.parametrize(
    ("link", "target", "message"),
    [
        pytest.param("orders/again", ".", "circle", id="to its own folder"),
        pytest.param("orders/up", "..", "circle", id="to the folder above"),
        pytest.param("outside", "/", "leaves the project", id="to the root of the disk"),
        pytest.param("orders/gone", "nowhere", None, id="to nothing"),
        pytest.param("orders/gone.py", "nowhere.py", "can't be read", id="of a file to nothing"),
        pytest.param("orders/self.py", "self.py", "can't be read", id="of a file to itself"),
    ],
)
def test_links_that_lead_astray_are_not_followed(
    tmp_path: Path, link: str, target: str, message: str | None
) -> None:
    root = project(tmp_path, {})
    (root / link).symlink_to(target)
    read = read_project(root)
    assert labels(read) == ["orders.Order"]
    if message is not None:
        assert [message in each.message for each in problems_of(read, link)] == [True]


def test_a_file_linked_from_outside_of_the_project_is_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "secret.py"
    outside.write_text("PASSWORD = 'x'\n")
    root = project(tmp_path / "project", {})
    (root / "orders/secret.py").symlink_to(outside)
    read = read_project(root)
    assert "orders.secret" not in read.modules
    assert problems_of(read, "orders/secret.py")


def test_two_folders_that_link_to_each_other_end(tmp_path: Path) -> None:
    root = project(tmp_path, {"one/a.py": "", "two/b.py": ""})
    (root / "one/two").symlink_to("../two")
    (root / "two/one").symlink_to("../one")
    assert labels(read_project(root)) == ["orders.Order"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    root = project(tmp_path, {})
    os.mkfifo(root / "orders/pipe.py")
    (problem,) = problems_of(read_project(root), "orders/pipe.py")
    assert "no regular file" in problem.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", ["orders/locked.py", "orders/locked"])
def test_what_may_not_be_read_is_a_problem(tmp_path: Path, name: str) -> None:
    root = project(tmp_path, {"orders/locked.py": "", "orders/locked/a.py": ""})
    (root / name).chmod(0)
    try:
        assert problems_of(read_project(root), name)
    finally:
        (root / name).chmod(0o700)


def test_a_folder_named_like_a_module_is_no_file(tmp_path: Path) -> None:
    root = project(tmp_path, {"orders/folder.py/inner.py": "x = 1\n"})
    assert labels(read_project(root)) == ["orders.Order"]


def test_a_file_of_50_megabytes_is_named_and_left_out(tmp_path: Path) -> None:
    root = project(tmp_path, {})
    with (root / "orders/tables.py").open("wb") as file:
        file.truncate(50_000_000)
    (problem,) = problems_of(read_project(root), "orders/tables.py")
    assert "larger than" in problem.message


def test_3000_small_files_are_all_read(tmp_path: Path) -> None:
    root = project(tmp_path, {f"orders/generated/m{n}.py": "" for n in range(3000)})
    assert read_project(root).stats.files == 3006


def test_two_manage_py_are_a_choice_that_is_named(tmp_path: Path) -> None:
    other = MANAGE.replace("shop.settings", "other.settings")
    root = project(tmp_path, {"other/manage.py": other, "other/other/settings.py": SETTINGS})
    read = read_project(root)
    assert read.settings_module in ("shop.settings", "other.settings")
    assert any("other.settings" in str(each) for each in read.problems), read.problems


def test_settings_are_found_without_manage_py(tmp_path: Path) -> None:
    root = project(tmp_path, {})
    (root / "manage.py").unlink()
    assert read_project(root).settings_module == "shop.settings"


@pytest.mark.parametrize(
    "name", ["no_such.settings", "..", "shop/settings.py", "", "shop.settings\n"]
)
def test_settings_that_are_not_there_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="settings"):
        read_project(project(tmp_path, {}), settings=name)


def test_a_folder_without_settings_is_refused(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("x = 1\n")
    with pytest.raises(Refused, match="settings"):
        read_project(tmp_path)


@pytest.mark.parametrize("name", ["empty", "file.py", "missing"])
def test_a_place_without_a_project_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.py").write_text("x = 1\n")
    with pytest.raises(Refused):
        read_project(tmp_path / name)


ROUND = {
    "URLconfs that include each other": {
        "shop/urls.py": "from django.urls import include, path\n"
        'urlpatterns = [path("a/", include("orders.urls"))]\n',
        "orders/urls.py": "from django.urls import include, path\n"
        'urlpatterns = [path("b/", include("shop.urls"))]\n',
    },
    "a URLconf that includes itself": {
        "shop/urls.py": "from django.urls import include, path\n"
        'urlpatterns = [path("a/", include("shop.urls"))]\n',
    },
    "patterns that hold themselves": {
        "shop/urls.py": "from django.urls import include, path\nurlpatterns = []\n"
        'urlpatterns.append(path("a/", include(urlpatterns)))\n',
    },
    "settings that star-import each other": {
        "shop/settings.py": f"from shop.other import *\n{SETTINGS}",
        "shop/other.py": "from shop.settings import *\nX = 1\n",
    },
    "settings that star-import themselves": {
        "shop/settings.py": f"from shop.settings import *\n{SETTINGS}",
    },
    "models that import each other": {
        "orders/models.py": f"from orders import more\n{MODELS}",
        "orders/more.py": "from orders.models import Order\n",
    },
    "classes that inherit from each other": {
        "orders/loop.py": "class A(B):\n    pass\n\n\nclass B(A):\n    pass\n",
        "orders/models.py": f"from orders.loop import A\n{MODELS}\n\nclass Loop(A):\n    pass\n",
    },
    "a class that inherits from itself": {
        "orders/models.py": f"{MODELS}\n\nclass Loop(Loop):\n    pass\n",
    },
    "a function that calls itself": {
        "orders/models.py": f"def f(x):\n    return f(x)\n\n\nf(1)\n{MODELS}",
    },
    "functions that call each other twice": {
        "orders/models.py": f"def f(x):\n    return f(x) + f(x)\n\n\nf(1)\n{MODELS}",
    },
    "an endless loop": {
        "orders/models.py": f"x = 0\nwhile True:\n    x += 1\n{MODELS}",
    },
    "a loop over everything": {
        "orders/models.py": f"for x in range(10 ** 12):\n    pass\n{MODELS}",
    },
    "an endless generator": {
        "orders/models.py": "import itertools\nx = [n for n in itertools.count()]\n" + MODELS,
    },
    "a power of powers": {
        "orders/models.py": f"x = 9 ** 9 ** 9 ** 9\n{MODELS}",
    },
    "a string of a terabyte": {
        "orders/models.py": f'x = "a" * 10 ** 12\n{MODELS}',
    },
    "a list of a billion": {
        "orders/models.py": f"x = [0] * 10 ** 10\n{MODELS}",
    },
    "a shift of a billion": {
        "orders/models.py": f"x = 1 << 10 ** 10\n{MODELS}",
    },
    "a format of a billion": {
        "orders/models.py": f'x = f"{{1:{10**10}}}"\ny = "%{10**10}d" % 1\n{MODELS}',
    },
    "doubling": {
        "orders/models.py": f"x = [1]\nfor n in range(60):\n    x = x + x\n{MODELS}",
    },
    "a list that holds itself": {
        "shop/settings.py": f"{SETTINGS}X = []\nX.append(X)\nINSTALLED_APPS.append(X)\n",
    },
    "apps that are INSTALLED_APPS": {
        "shop/settings.py": f"{SETTINGS}INSTALLED_APPS.append(INSTALLED_APPS)\n",
    },
    "an alias of itself": {
        "orders/models.py": f"from orders.models import x as x\ny = x\n{MODELS}",
    },
    "a package that imports its parent": {
        "orders/__init__.py": "from orders.models import *\nfrom . import *\n",
    },
    "a foreign key to nothing": {
        "orders/models.py": f'{MODELS}    other = models.ForeignKey("no.Such", models.CASCADE)\n',
    },
    "a proxy of itself": {
        "orders/models.py": MODELS
        + "\n\nclass Order(Order):\n    class Meta:\n        proxy = True\n",
    },
}


@pytest.mark.parametrize("files", [pytest.param(value, id=key) for key, value in ROUND.items()])
def test_what_goes_round_or_on_for_ever_ends(tmp_path: Path, files: dict[str, str]) -> None:
    read = read_within_limits(project(tmp_path, files))
    assert "orders.Order" in read or "orders/models.py" not in files


def read_within_limits(root: Path) -> list[str]:
    """Read a project in a process that may take 5 seconds and 2 GB; give the models' labels."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with os.fdopen(writing, "w") as answer:
            _read_and_answer(root, answer)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status == 0, f"the reading ended with {status}: {text}"
    return text.split()


def _read_and_answer(root: Path, answer: TextIO) -> Never:
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
    status = 0
    try:
        answer.write(" ".join(labels(read_project(root))))
    except BaseException as error:
        answer.write(repr(error)[:1000])
        status = 1
    answer.flush()
    os._exit(status)


EXECUTED = {
    "a file that is written": 'open("{marker}", "w").close()',
    "a path that is touched": 'from pathlib import Path\nPath("{marker}").touch()',
    "a command": 'import os\nos.system("touch {marker}")',
    "a process": 'import subprocess\nsubprocess.run(["touch", "{marker}"])',
    "eval": "eval(\"open('{marker}', 'w')\")",
    "exec": "exec(\"open('{marker}', 'w')\")",
    "an import by name": '__import__("os").system("touch {marker}")',
    "a decorator": 'def f(g):\n    open("{marker}", "w")\n    return g\n\n\n@f\ndef h(): ...',
    "a metaclass": 'class M(type):\n    def __init__(cls, *a):\n        open("{marker}", "w")\n\n\n'
    "class C(metaclass=M): ...",
    "a default value": 'def f(x=open("{marker}", "w")): ...',
    "an f-string": "x = f\"{{open('{marker}', 'w')}}\"",
    "a subclass hunt": "x = ().__class__.__base__.__subclasses__()\n"
    "for c in x:\n    if c.__name__ == '_wrap_close':\n"
    "        c.__init__.__globals__['system']('touch {marker}')",
    "a format string": "x = '{{0.__class__.__init__.__globals__}}'.format(open)",
    "a folder": 'import os\nos.makedirs("{marker}")',
    "a pickle": "import pickle\npickle.loads(b\"cos\\nsystem\\n(S'touch {marker}'\\ntR.\")",
    "a logging handler": "import logging.config\n"
    'logging.config.dictConfig({{"version": 1, "handlers": '
    '{{"f": {{"class": "logging.FileHandler", "filename": "{marker}"}}}}}})',
}


@pytest.mark.parametrize("path", ["shop/settings.py", "orders/models.py", "shop/urls.py"])
@pytest.mark.parametrize("code", [pytest.param(value, id=key) for key, value in EXECUTED.items()])
def test_nothing_of_the_project_is_run(tmp_path: Path, path: str, code: str) -> None:
    marker = tmp_path / "marker"
    end = {"shop/settings.py": SETTINGS, "orders/models.py": MODELS}.get(path, "urlpatterns = []\n")
    root = project(tmp_path / "project", {path: f"{code.format(marker=marker)}\n{end}"})
    before = dict(os.environ)
    read = read_project(root)
    assert not marker.exists()
    assert dict(os.environ) == before
    assert labels(read) == ["orders.Order"]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("line\nfeed", id="line feed"),
        pytest.param("right\u202eleft", id="right to left mark"),
        pytest.param("zero\u200bwidth", id="zero width"),
        pytest.param("sp ace", id="space"),
        pytest.param("quo'te\"s", id="quotes"),
        pytest.param("<script>", id="markup"),
        pytest.param("ünïcödé", id="accents"),
        pytest.param("..", id="dots"),
        pytest.param("-rf", id="an option"),
        pytest.param("class", id="a keyword"),
        pytest.param("a" * 200, id="long"),
    ],
)
def test_odd_names_of_files_and_labels_are_taken_as_they_are(tmp_path: Path, name: str) -> None:
    files: dict[str, str | bytes] = {
        "orders/apps.py": "from django.apps import AppConfig\n\n\nclass C(AppConfig):\n"
        f'    name = "orders"\n    label = {name!r}\n',
        f"orders/{name if name != '..' else 'a..b'}.py": "x = 1\n",
    }
    read = read_project(project(tmp_path, files))
    assert [each.label for each in read.apps] == [name]
    assert labels(read) == [f"{name}.Order"]
    assert codec.loads_document(codec.dumps(document_of(read)))


@pytest.mark.parametrize("name", [b"caf\xe9.py", b"\xff\xfe"])
def test_names_that_are_no_utf8_are_a_problem_or_read(tmp_path: Path, name: bytes) -> None:
    root = project(tmp_path, {})
    (Path(os.fsdecode(os.fsencode(root) + b"/orders/" + name))).write_text("x = 1\n")
    read = read_project(root)
    assert labels(read) == ["orders.Order"]
    str(read.problems).encode("utf-8", "surrogateescape")
