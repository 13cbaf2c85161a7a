"""The import graph is grimp's, edge for edge, where every folder has an `__init__.py`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from decompose_source.import_edges import import_edges
from decompose_source.project import read_project
from tests.source import grimp_edges
from tests.source.shop_on_disk import project
from tests.source.synthetic.generate import generate

Edges = set[tuple[str, str]]
SAMPLE = Path(__file__).parents[2] / "sample_monolith"

TANGLE = """from __future__ import annotations

import os.path, orders.deep.inner
import orders.deep as deep; from . import sibling
from orders.deep import (
    inner,
    NAME as renamed,
)
from .deep.inner import *
from .deep import missing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop import settings
elif os.name == "nt":
    import shop.urls

try:
    from orders.gone import nothing
except ImportError:
    from orders import \\
        models

text = "import shop.settings as no_import"


class Holder:
    from orders.late import in_class

    async def method(self):
        async with self:
            match text:
                case "a":
                    import shop
        return lambda: __import__("shop.wsgi")
"""
FILES = {
    "orders/__init__.py": "from . import sibling\nfrom orders import models\nimport orders\n",
    "orders/tangle.py": TANGLE,
    "orders/sibling.py": "from .. import nothing_above\nfrom . import *\n",
    "orders/late.py": "in_class = 1\n",
    "orders/deep/__init__.py": "from .inner import NAME\nfrom ..late import in_class\n",
    "orders/deep/inner.py": "from ... import orders\nNAME = inner = 1\nfrom .. import deep\n",
    "orders/migrations/__init__.py": "",
    "orders/migrations/0001_initial.py": "from orders.models import Order\nimport orders.late\n",
    "orders/names.py": "from orders.deep import inner, NAME\nfrom orders import names\n",
    "shop/wsgi.py": "def application():\n    from orders.tangle import text\n    return text\n",
}


def _sample(_: Path) -> Path:
    return SAMPLE


def _tangled(folder: Path) -> Path:
    return project(folder, FILES)


def _random(seed: int) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        made = generate(seed)
        made.write(folder)
        return folder / made.path

    return write


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(_sample, id="sample"),
        pytest.param(_tangled, id="tangled"),
        *(pytest.param(_random(seed), id=f"random-{seed}") for seed in (0, 1, 2)),
    ],
)
def test_import_edges_equal_those_of_grimp(write: Callable[[Path], Path], tmp_path: Path) -> None:
    root = write(tmp_path)
    packages, theirs = _grimp(root)
    ours = {
        edge
        for edge in import_edges(read_project(root).sources)
        if all(name.partition(".")[0] in packages for name in edge)
    }
    assert theirs
    assert {"missed": theirs - ours, "invented": ours - theirs} == {
        "missed": set(),
        "invented": set(),
    }


def _grimp(root: Path) -> tuple[list[str], Edges]:
    done = subprocess.run(
        [sys.executable, str(grimp_edges.__file__), str(root)],
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    return answer["packages"], {(name, imported) for name, imported in answer["edges"]}
