"""Write projects of given seeds and let Django say what is in them, one after the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.source import truth
from tests.source.synthetic.generate import generate


@contextmanager
def booted(seeds: Iterable[int], folder: Path) -> Iterator[IO[str]]:
    """Give the answers of the process that boots them: a line of JSON a seed, in their order.

    A project lies in the folder named for its seed.
    """
    orders = folder / "orders.jsonl"
    with orders.open("w") as file:
        for seed in seeds:
            project, root = generate(seed), folder / str(seed)
            project.write(root)
            order = {"root": str(root), "path": [project.path], "settings": project.settings}
            file.write(f"{json.dumps(order)}\n")
    with (
        orders.open() as asked,
        subprocess.Popen(
            [sys.executable, str(truth.__file__)],
            stdin=asked,
            stdout=subprocess.PIPE,
            text=True,
            env={key: value for key, value in os.environ.items() if "DJANGO" not in key},
        ) as process,
    ):
        assert process.stdout is not None
        yield process.stdout
        process.stdout.read()
