"""Print what Django itself says of a project: the truth that the static reading is measured by.

Reads one JSON line a project (`{"root", "path", "settings"}`) from standard input and answers each
with one JSON line in the shape of analysis.json, or with `{"error"}`. Django, Celery and the REST
framework are imported once; each project then boots in a fork of its own.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from typing import Any

from decompose_analyzer.boot.dump import Document, answer

# What most projects import, and what can be imported before any model: it saves half of the time.
_WARM = (
    "celery.app.base",
    "celery.app.builtins",
    "celery.fixups.django",
    "celery.loaders.app",
    "django.contrib.auth.decorators",
    "django.core.management",
    "django.db.backends.sqlite3.base",
    "django.forms",
    "django.views.generic",
    "environ",
    "rest_framework.generics",
    "rest_framework.routers",
)


def main() -> None:
    """Answer every line of standard input."""
    settings: Any = import_module("django.conf").settings
    settings.configure()  # some of these modules look at settings when imported
    for name in _WARM:
        import_module(name)
    settings._wrapped = import_module("django.utils.functional").empty
    for line in sys.stdin:
        print(_in_a_fork(json.loads(line)), flush=True)


def _in_a_fork(order: Document) -> str:
    """Boot in a child process, so that no project sees another one's modules."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w") as output:
            output.write(json.dumps(answer(order)))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as written:
        text = written.read()
    os.waitpid(child, 0)
    return text


if __name__ == "__main__":
    main()
