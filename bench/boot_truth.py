"""Write a project's truth file: what Django itself says of it, booted in its own interpreter.

`scripts/bench boot_truth FOLDER NAME --settings MODULE --python PYTHON` boots FOLDER/NAME and
writes FOLDER/NAME.json.gz, in the shape that `accuracy` and `unseen` score against. The project's
packages lie outside of FOLDER/NAME, so that the reading sees its bare source alone.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from decompose_analyzer.boot.ask import ask_django
from decompose_core.problem import OutsideFailed, Refused
from decompose_source.files import discover
from decompose_source.names import Names
from decompose_source.project import Project
from decompose_source.roots import read_modules

Document = Mapping[str, Any]
ROLES = ("development", "held out")
_ABOUT = """
import json, pathlib, sys, sysconfig, django
from importlib import metadata
name = sys.argv[1]
try:
    version = metadata.version(name)
except metadata.PackageNotFoundError:
    version = ""
print(json.dumps({"django": django.get_version(), "python": sys.version.split()[0],
                  "packages": sysconfig.get_paths()["purelib"], "version": version}))
"""


def main() -> int:
    """Boot one project and write down what it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    parser.add_argument("--settings", required=True)
    parser.add_argument("--python", type=Path, required=True)
    parser.add_argument("--distribution", help="its name on the package index")
    parser.add_argument("--role", choices=ROLES, default=ROLES[0])
    given = parser.parse_args()
    root = given.folder / given.name
    sources = read_modules(root, discover(root).python)
    names = Names(sources.modules, sources.find)
    project = Project(root, sources, names, settings_module=given.settings)
    try:
        said = ask_django(project, given.python)
    except (OutsideFailed, Refused) as refusal:
        print(f"{given.name}: {refusal}", file=sys.stderr)
        return 2
    about = _about(given.python, given.distribution or given.name)
    meta = {"name": given.name, "settings": given.settings, "role": given.role, **about}
    tops = {each.partition(".")[0] for each in sources.modules}
    text = json.dumps(truth(said, meta, tops))
    with gzip.GzipFile(root.with_name(f"{given.name}.json.gz"), "wb", mtime=0) as file:
        file.write(text.encode())
    counts = {kind: len(said[kind]) for kind in ("apps", "models", "endpoints", "signals", "tasks")}
    print(given.name, about, counts)
    return 0


def truth(said: Document, meta: Document, tops: set[str]) -> Document:
    """Turn what Django said into a truth; what lies in `tops` is the project's own."""
    models = [_model(each) for each in said["models"] if not each["abstract"]]
    return {
        "meta": meta,
        "apps": [{**each, "first_party": True} for each in said["apps"]],
        "models": models,
        "third_party_models": [],
        "urls": [
            {**each, "view_first_party": each["view"].partition(".")[0] in tops}
            for each in said["endpoints"]
        ],
        "signals": {"first_party_receivers": [each for each in said["signals"] if _named(each)]},
        "celery": {"celery": [{**each, "first_party": True} for each in said["tasks"]]},
    }


def _model(said: Document) -> Document:
    """A model that no class statement made isn't in the source."""
    relations = {each["name"]: each["relation"] for each in said["fields"]}
    kinds = {name: found["kind"] if found else "" for name, found in relations.items()}
    return {
        "label": said["label"],
        "app_label": said["app"],
        "db_table": said["db_table"],
        "in_source": bool(said["location"]["line"]),
        "fields": [
            {"name": each["name"], "column": each["column"], "rel": each["relation"]}
            for each in said["fields"]
            if kinds[each["name"]] not in ("M2M", "GFK", "GenericRelation")
        ],
        "m2m": [
            {"name": name, "rel": found}
            for name, found in relations.items()
            if kinds[name] == "M2M"
        ],
        "private": [
            {
                "name": name,
                "class": "GenericForeignKey" if kinds[name] == "GFK" else kinds[name],
                "rel": found,
            }
            for name, found in relations.items()
            if kinds[name] in ("GFK", "GenericRelation")
        ],
    }


def _named(receiver: Document) -> bool:
    """Whether the sender has a name; of an object that nobody names only an address is known."""
    return not str(receiver["sender"] or "").startswith("unknown ")


def _about(python: Path, name: str) -> Document:
    done = subprocess.run(
        [str(python), "-c", _ABOUT, name], capture_output=True, text=True, check=True
    )
    found: Document = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    sys.exit(main())
